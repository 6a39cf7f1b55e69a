// SPDX-License-Identifier: GPL-2.0-only

import Interpreter
import VMXModel

/// Reads a plain list: `FIELD = value` or `FIELD: value`, one a line, the field by its symbol, the manual's name or
/// its encoding.
struct ListDumpReader {
    private let names: [String: VMCSField]

    init(_ architecture: ArchitectureDescription) {
        var names: [String: VMCSField] = [:]
        for named: ArchitectureDescription.NamedField in architecture.fields {
            let field: VMCSField = named.field
            let all: [String] =
                [field.symbol, field.name, "0x" + String(field.encoding, radix: 16)]
                + [field.formerName].compactMap(\.self)
            for name: String in all { names[Self.key(name)] = field }
        }
        self.names = names
    }

    /// Nil when no line is of the list.
    func read(_ lines: [String]) -> VMCSDump? {
        var dump: VMCSDump?
        var disputed: Set<VMCSField> = []
        for (index, line) in lines.enumerated() {
            guard let (field, value) = entry(line) else { continue }
            var found: VMCSDump = dump ?? VMCSDump(.list, line: index + 1)
            if value & ~field.valueType.mask != 0 {
                found.notes.append("line \(index + 1): \(field.symbol) has \(field.valueType.bits) bits: left out")
            } else if disputed.contains(field) || found.fields[field].map({ $0 != .known(value) }) ?? false {
                disputed.insert(field)
                found.fields[field] = nil
                found.notes.append("line \(index + 1): \(field.symbol) stands twice, with different values: left out")
            } else {
                found.fields[field] = .known(value)
            }
            dump = found
        }
        guard var whole = dump else { return nil }
        let error: UInt64 = whole.value(of: "VM_INSTRUCTION_ERROR") ?? 0
        whole.failure = whole.failedEntry ?? (error == 0 ? nil : .instructionError(UInt32(error)))
        return whole
    }

    private func entry(_ line: String) -> (VMCSField, UInt64)? {
        guard let mark = line.firstIndex(where: { $0 == "=" || $0 == ":" }) else { return nil }
        guard let field = names[Self.key(String(line[..<mark]))] else { return nil }
        let text: Substring = line[line.index(after: mark)...].drop { $0 == " " || $0 == "\t" }
            .prefix { !$0.isWhitespace && $0 != "," && $0 != ";" }
        return Self.number(text).map { (field, $0) }
    }

    /// Without blanks around it, upper and lower case alike.
    private static func key(_ name: String) -> String {
        name.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
    }

    /// Hexadecimal with 0x, or decimal.
    static func number(_ text: Substring) -> UInt64? {
        let digits: String = text.filter { $0 != "_" }
        if digits.lowercased().hasPrefix("0x") { return UInt64(digits.dropFirst(2), radix: 16) }
        return UInt64(digits)
    }
}

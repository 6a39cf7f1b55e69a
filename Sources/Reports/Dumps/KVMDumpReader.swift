// SPDX-License-Identifier: GPL-2.0-only

import Interpreter
import VMXModel

/// Finds the dumps of KVM in a kernel log, whatever stands before, between and behind their lines.
struct KVMDumpReader {
    private let fields: [String: VMCSField]
    private var dumps: [VMCSDump] = []
    /// The name of the last line of the dump that was known.
    private var last: String = ""
    /// Fields that the dump has shown with two values.
    private var disputed: Set<String> = []
    private var shown: [String: UInt64] = [:]
    /// Lines of the dump that were seen, which a second dump has again.
    private var seen: Set<String> = []

    private static let msr = DumpLineTemplate("msr", "msr=0x{index:8} value=0x{value:16}")
    private static let failed = DumpLineTemplate("failed", "KVM: entry failed, hardware error 0x{code:1-16}")

    init(_ architecture: ArchitectureDescription) {
        fields = Dictionary(architecture.fields.map { ($0.field.symbol, $0.field) }) { first, _ in first }
    }

    /// Every dump of the text, in its order.
    mutating func read(_ lines: [[UInt8]]) -> [VMCSDump] {
        var reported: UInt64?
        for (index, line) in lines.enumerated() {
            if let match = Self.failed.match(line) { reported = match.values.first?.value ?? reported }
            read(line, number: index + 1)
        }
        for index: Int in dumps.indices { dumps[index].conclude(reported) }
        return dumps.filter { !$0.fields.isEmpty }
    }

    private mutating func read(_ line: [UInt8], number: Int) {
        // Every line of a dump has a value or a title.
        var bytes = [Bool](repeating: false, count: 256)
        for byte: UInt8 in line { bytes[Int(byte)] = true }
        guard bytes[Int(UInt8(ascii: "="))] || bytes[Int(UInt8(ascii: "*"))] || bytes[Int(UInt8(ascii: "M"))] else {
            return
        }
        if let begin = KVMDumpTemplates.begin.match(line), begin.rest.contains("last attempted VM-entry") {
            start(number)
            return
        }
        if last.hasSuffix("autoload") || last.hasSuffix("autostore") {
            if let match = Self.msrEntry(line) {
                if last == "guest autoload" { dumps[dumps.count - 1].msrLoadArea.append(match) }
                return
            }
        }
        var best: (line: KVMDumpTemplates.Line, match: DumpLineTemplate.Match)?
        for candidate: KVMDumpTemplates.Line in KVMDumpTemplates.all {
            guard candidate.template.mayMatch(bytes), let match = candidate.template.match(line) else { continue }
            if !candidate.behind.isEmpty && !candidate.behind.contains(last) { continue }
            // The longest of those that begin first: a short line may be the beginning of another.
            if let known = best, (known.match.start, -known.match.values.count) <= (match.start, -match.values.count) {
                continue
            }
            best = (candidate, match)
        }
        guard let (template, match) = best else { return }
        if dumps.isEmpty || template.template.name == "guest state" && !seen.isEmpty { start(number) }
        take(match, of: template.template)
        last = template.template.name
        seen.insert(last)
    }

    private mutating func start(_ number: Int) {
        dumps.append(VMCSDump(.kvm, line: number))
        (last, seen, shown, disputed) = ("", [], [:], [])
    }

    private mutating func take(_ match: DumpLineTemplate.Match, of template: DumpLineTemplate) {
        // "(effective)" and "(autoload)": what the guest runs with, and no field.
        if template.name == "guest EFER", match.rest.contains("(") { return }
        for (symbol, value) in match.values {
            guard let field = fields[symbol], value & ~field.valueType.mask == 0 else { continue }
            if let other = shown[symbol], other != value { disputed.insert(symbol) }
            shown[symbol] = value
            dumps[dumps.count - 1].fields[field] = disputed.contains(symbol) ? nil : .known(value)
            if disputed.contains(symbol) { dumps[dumps.count - 1].note(twice: symbol) }
        }
    }

    /// An entry of a list of MSRs, whose number stands before it.
    private static func msrEntry(_ line: [UInt8]) -> (index: UInt32, value: UInt64)? {
        guard let match = msr.match(line), match.values.count == 2, match.values[0].value <= UInt64(UInt32.max) else {
            return nil
        }
        return (UInt32(match.values[0].value), match.values[1].value)
    }
}

extension VMCSDump {
    fileprivate mutating func note(twice symbol: String) {
        let note: String = "\(symbol) stands twice in the dump, with different values: left out"
        if !notes.contains(note) { notes.append(note) }
    }

    /// What the dump says of the failure, or else what stands elsewhere in the log.
    fileprivate mutating func conclude(_ reported: UInt64?) {
        if let failed = failedEntry {
            failure = failed
        } else if let reported, reported & Self.entryFailed != 0 {
            failure = .exit(reason: UInt32(reported & 0xffff), qualification: nil)
        } else if let reported, (1...28).contains(reported) {
            failure = .instructionError(UInt32(reported))
        } else if let reason = value(of: "VM_EXIT_REASON") {
            failure = .unreported(lastExit: UInt32(reason & 0xffff))
        }
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// VMCS fields: by encoding, by any of their names, and values of them.
struct FieldExplainer: Explainer {
    let architecture: ArchitectureDescription
    private let table: NameTable
    private let high: NameTable

    init(architecture: ArchitectureDescription) {
        self.architecture = architecture
        table = NameTable(architecture.fields.map(Self.names))
        high = NameTable(
            architecture.fields.map { $0.field.highEncoding == nil ? [] : ["\($0.field.symbol)_HIGH"] })
    }

    func explanations(for query: ExplainQuery) throws(ExplainFailure) -> [Explanation] {
        let name: String = query.rest(behind: "field") ?? query.name
        let number: UInt64? = query.number ?? (name == query.name ? nil : try? ExplainQuery.number(name))
        var found: [Explanation] = []
        let (named, namedHigh): ([Int], [Int]) = (table[query, name], high[query, name])
        for (index, entry) in architecture.fields.enumerated() {
            let field: VMCSField = entry.field
            let isHigh: Bool =
                number != nil && field.highEncoding.map(UInt64.init) == number || namedHigh.contains(index)
            let isMeant: Bool =
                isHigh || UInt64(field.encoding) == number
                || named.contains(index)
            if !isMeant { continue }
            found.append(try explanation(entry, isHigh: isHigh, value: query.value))
        }
        return found
    }

    var names: [String] { table.names + high.names }

    private static func names(_ entry: ArchitectureDescription.NamedField) -> [String] {
        let symbol: String = entry.field.symbol
        var names: [String] = [symbol, entry.field.name, entry.label, "HV_" + symbol, "VTX_" + symbol]
        names += [entry.field.formerName].compactMap { $0 }
        return names + (entry.label.hasPrefix("vmcs.") ? [String(entry.label.dropFirst(5))] : [])
    }

    private func explanation(
        _ entry: ArchitectureDescription.NamedField, isHigh: Bool, value: UInt64?
    ) throws(ExplainFailure) -> Explanation {
        let field: VMCSField = entry.field
        let title: String =
            "\(field.symbol)\(isHigh ? "_HIGH" : ""), field \(encoding(isHigh ? field.encoding | 1 : field.encoding)): "
            + field.name + (isHigh ? ", bits 63:32" : "")
        guard let value else { return described(entry, title) }
        let width: Int = isHigh ? 32 : field.valueType.bits
        try WordDecoder.check(value, fits: width, field.symbol + (isHigh ? "_HIGH" : ""))
        return decoded(field, title, isHigh ? value << 32 : value, shown: hexadecimal(value))
    }

    private func described(_ entry: ArchitectureDescription.NamedField, _ title: String) -> Explanation {
        let field: VMCSField = entry.field
        let text = DatabaseText(architecture: architecture)
        let layout: BitLayoutDescription? = architecture.layout(of: field)
        return Explanation(
            "field", title,
            [
                ("width", field.width.name), ("type", "\(field.group.name), index \(field.index)"),
                ("high half", field.highEncoding.map(encoding)),
                ("access", field.isReadOnly ? "read-only" : "read-write"),
                ("exists when", text.predicate(field.existsWhen)), ("formerly", field.formerName),
                ("Linux", text.linux(field.linux, field.symbol)), ("Swift", entry.label),
                ("sources", text.sources(field)), ("layout", layout?.name),
            ],
            bits: layout.map { WordDecoder(architecture: architecture).bits(of: $0, value: nil) } ?? [])
    }

    private func decoded(_ field: VMCSField, _ title: String, _ value: UInt64, shown: String) -> Explanation {
        let decoder = WordDecoder(architecture: architecture)
        if let word = architecture.controlWords.first(where: { $0.field == field }) {
            return Explanation(
                "field", title, value: shown, bits: decoder.bits(of: word, value: value),
                notes: decoder.notes(of: word, value: value))
        }
        if let layout = architecture.layout(of: field) {
            return Explanation(
                "field", title, value: shown, [("means", meaning(field, value))],
                bits: decoder.bits(of: layout, value: value), notes: decoder.notes(of: layout, value: value))
        }
        return Explanation("field", title, value: shown, [("means", meaning(field, value))], notes: notes(field))
    }

    /// A value that has a name as a whole.
    private func meaning(_ field: VMCSField, _ value: UInt64) -> String? {
        if field.symbol == "VM_INSTRUCTION_ERROR" {
            return architecture.instructionErrors.first { UInt64($0.number) == value }?.text
        }
        if field.symbol == "VM_EXIT_REASON" {
            return architecture.exitReasons.first { UInt64($0.number) == value & 0xffff }?.name
        }
        if let values = architecture.values(of: field) { return values[value]?.name }
        return nil
    }

    private func notes(_ field: VMCSField) -> [String] {
        switch field.symbol {
        case "EXIT_QUALIFICATION": ["what it means depends on the exit: ask for \"exit N qualification=…\""]
        case "VMX_INSTRUCTION_INFO": ["what it means depends on the exit: ask for \"exit N info=…\""]
        default: []
        }
    }

    private func encoding(_ number: UInt32) -> String {
        let digits = String(number, radix: 16)
        return "0x" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

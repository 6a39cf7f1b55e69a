// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Words and registers by the names of their layouts, `cr4=0x2020`, and single bits of them, `CR4.VMXE`.
struct LayoutExplainer: Explainer {
    let architecture: ArchitectureDescription
    private let layouts: [BitLayoutDescription]
    private let table: NameTable
    /// Of each layout the names of its bits.
    private let parts: [NameTable]

    init(architecture: ArchitectureDescription) {
        self.architecture = architecture
        layouts = architecture.layouts
        table = NameTable(layouts.map(Self.names))
        parts = layouts.map { layout in NameTable(layout.fields.map { Self.names(layout, $0) }) }
    }

    func explanations(for query: ExplainQuery) throws(ExplainFailure) -> [Explanation] {
        let name: String = query.rest(behind: "word", "layout") ?? query.name
        var found: [Explanation] = []
        for index: Int in table[query, name] { found.append(try whole(layouts[index], query.value)) }
        guard query.value == nil else { return found }
        for (layout, part) in zip(layouts, parts) { found += part[query, name].map { bits(layout, layout.fields[$0]) } }
        return found
    }

    var names: [String] { table.names + parts.flatMap(\.names) }

    private static func names(_ layout: BitLayoutDescription) -> [String] { [layout.name, layout.symbol] }

    private static func names(_ layout: BitLayoutDescription, _ field: BitLayoutDescription.Field) -> [String] {
        ["\(layout.symbol).\(field.label)", "\(layout.symbol).\(field.bits.name)", "\(layout.name).\(field.bits.name)"]
    }

    private func whole(_ layout: BitLayoutDescription, _ value: UInt64?) throws(ExplainFailure) -> Explanation {
        if let value { try WordDecoder.check(value, fits: layout.width, layout.name) }
        let decoder = WordDecoder(architecture: architecture)
        let fields: [String] = architecture.fieldLayouts.filter { $0.layout.name == layout.name }.map(\.field.symbol)
        return Explanation(
            "layout", layout.name, value: value.map(hexadecimal),
            value == nil
                ? [
                    ("width", "\(layout.width) bits"),
                    ("fields", fields.isEmpty ? nil : fields.joined(separator: ", ")),
                ] : [],
            bits: decoder.bits(of: layout, value: value), notes: decoder.notes(of: layout, value: value))
    }

    private func bits(_ layout: BitLayoutDescription, _ field: BitLayoutDescription.Field) -> Explanation {
        let values: NamedValues? = architecture.values(in: layout, field.label)
        let place: String =
            field.bits.count == 1 ? "bit \(field.bits.low)" : "bits \(field.bits.high):\(field.bits.low)"
        return Explanation(
            "layout", "\(layout.name), \(place): \(field.bits.name)",
            [("mask", hexadecimal(field.bits.mask)), ("Swift", field.label)]
                + (values?.values ?? []).map { value -> (String, String?) in (String(value.number), value.name) })
    }
}

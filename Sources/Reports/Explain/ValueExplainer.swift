// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Numbers that have names: `vector 14`, `memory type 6`, `#PF`.
struct ValueExplainer: Explainer {
    let architecture: ArchitectureDescription
    private let table: NameTable
    /// Of each set the names of its values.
    private let parts: [NameTable]

    init(architecture: ArchitectureDescription) {
        self.architecture = architecture
        table = NameTable(architecture.namedValues.map { [$0.name, $0.symbol] })
        parts = architecture.namedValues.map { set in NameTable(set.values.map(Self.names)) }
    }

    func explanations(for query: ExplainQuery) throws(ExplainFailure) -> [Explanation] {
        var found: [Explanation] = table[query.name].map { index in
            let set: NamedValues = architecture.namedValues[index]
            if let value = query.value { return one(set, value) }
            let rows: [(String, String?)] = set.values.map { (String($0.number), $0.name) }
            return Explanation("value", set.name, rows)
        }
        guard query.value == nil else { return found }
        for (set, part) in zip(architecture.namedValues, parts) {
            found += part[query.name].map { one(set, set.values[$0].number) }
            let names: [String] = [set.name, set.symbol].map(ExplainQuery.normalized)
            guard let rest = query.rest(behind: names[0], names[1]) else { continue }
            if let number = try? ExplainQuery.number(rest) {
                found.append(one(set, number))
            } else {
                found += part[rest].map { one(set, set.values[$0].number) }
            }
        }
        return found
    }

    var names: [String] { table.names + parts.flatMap(\.names) }

    /// The name, what stands before the comma (`#PF`) or in parentheses (`WB`), and the name in Swift.
    private static func names(_ value: NamedValues.Value) -> [String] {
        [value.name, value.label] + value.name.split(whereSeparator: { ",()".contains($0) }).map(String.init)
    }

    private func one(_ set: NamedValues, _ number: UInt64) -> Explanation {
        let uses: [String] = set.uses.map { "\($0.layout), \($0.label)" } + set.fields.map(\.symbol)
        return Explanation(
            "value", "\(set.name) \(number): \(set[number]?.name ?? "has no name")",
            [("stands in", uses.isEmpty ? nil : uses.joined(separator: "; "))])
    }
}

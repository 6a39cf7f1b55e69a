// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Numbers that have names: `vector 14`, `memory type 6`, `#PF`.
struct ValueExplainer: Explainer {
    let architecture: ArchitectureDescription

    func explanations(for query: ExplainQuery) throws(ExplainFailure) -> [Explanation] {
        guard query.value == nil || architecture.namedValues.contains(where: { isCalled($0, query.name) }) else {
            return []
        }
        var found: [Explanation] = []
        for set: NamedValues in architecture.namedValues {
            if isCalled(set, query.name) {
                if let value = query.value {
                    found.append(one(set, value))
                } else {
                    let rows: [(String, String?)] = set.values.map { (String($0.number), $0.name) }
                    found.append(Explanation("value", set.name, rows))
                }
            } else if let rest = query.rest(
                behind: ExplainQuery.normalized(set.name), ExplainQuery.normalized(set.symbol))
            {
                if let number = try? ExplainQuery.number(rest) {
                    found.append(one(set, number))
                } else {
                    found += set.values.filter { isCalled($0, in: set, rest) }.map { one(set, $0.number) }
                }
            } else {
                found += set.values.filter { isCalled($0, in: set, query.name) }.map { one(set, $0.number) }
            }
        }
        return found
    }

    var names: [String] {
        architecture.namedValues.flatMap { set in [set.name, set.symbol] + set.values.map(\.name) }
    }

    private func isCalled(_ set: NamedValues, _ name: String) -> Bool {
        [set.name, set.symbol].contains { ExplainQuery.normalized($0) == name }
    }

    /// The name, what stands before the comma (`#PF`) or in parentheses (`WB`), and the name in Swift.
    private func isCalled(_ value: NamedValues.Value, in set: NamedValues, _ name: String) -> Bool {
        var names: [String] = [value.name, value.label]
        names += value.name.split(whereSeparator: { ",()".contains($0) }).map(String.init)
        return names.contains { ExplainQuery.normalized($0) == name }
    }

    private func one(_ set: NamedValues, _ number: UInt64) -> Explanation {
        let uses: [String] = set.uses.map { "\($0.layout), \($0.label)" } + set.fields.map(\.symbol)
        return Explanation(
            "value", "\(set.name) \(number): \(set[number]?.name ?? "has no name")",
            [("stands in", uses.isEmpty ? nil : uses.joined(separator: "; "))])
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// What is known of the values of some expressions. A path knows a handful, so a
/// list is searched faster than an expression is hashed.
struct KnownValues: Sendable {
    struct Entry: Sendable {
        let expression: Expression
        var value: ValueSet
    }

    private(set) var entries: [Entry] = []

    subscript(expression: Expression) -> ValueSet? {
        get { index(of: expression).map { entries[$0].value } }
        set {
            switch (index(of: expression), newValue) {
            case (let index?, let value?): entries[index].value = value
            case (let index?, nil): entries.remove(at: index)
            case (nil, let value?): entries.append(Entry(expression: expression, value: value))
            case (nil, nil): break
            }
        }
    }

    // A plain loop: this is where an unoptimised build spends its time.
    private func index(of expression: Expression) -> Int? {
        var index = 0
        while index < entries.count {
            if entries[index].expression == expression { return index }
            index += 1
        }
        return nil
    }

    /// Drops every expression that holds a part of that kind.
    mutating func forget(_ changed: (Expression) -> Bool) {
        guard entries.contains(where: { $0.expression.contains(where: changed) }) else { return }
        entries.removeAll { $0.expression.contains(where: changed) }
    }

    /// What is known in both.
    func join(_ other: KnownValues) -> KnownValues {
        var result = KnownValues()
        for entry: Entry in entries {
            guard let second = other[entry.expression] else { continue }
            let both: ValueSet = entry.value == second ? second : entry.value.union(second)
            if both != .every(entry.expression.type) {
                result.entries.append(Entry(expression: entry.expression, value: both))
            }
        }
        return result
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// What makes an expression have a truth value, by changing fields.
indirect enum Mend {
    /// No field has it.
    case never
    /// A statement.
    case change(Change)
    /// All that are not so yet.
    case all([Part])
    /// The first that can be done.
    case any([Mend])

    struct Change {
        let field: VMCSField
        /// The bits that it may change.
        let bits: UInt64
        let statement: String
        let cost: Int
        /// When it can be done; nil when always.
        let possible: CExpression?
    }

    struct Part {
        /// When the part is so already.
        let isSo: CExpression
        let mend: Mend
    }

    /// What the least change costs; nil when there is none.
    var cost: Int? {
        switch self {
        case .never: return nil
        case .change(let change): return change.cost
        case .all(let parts): return parts.compactMap(\.mend.cost).max()
        case .any(let mends): return mends.compactMap(\.cost).min()
        }
    }

    /// When it can be done: nil for always.
    var possible: CExpression? {
        switch self {
        case .never: return .atom("false")
        case .change(let change): return change.possible
        case .all(let parts):
            var result: CExpression?
            for part: Part in parts {
                guard let needed = part.mend.possible else { continue }
                let one: CExpression =
                    if case .never = part.mend { part.isSo } else { .binary(part.isSo, "||", needed) }
                result = result.map { .binary($0, "&&", one) } ?? one
            }
            return result
        case .any(let mends):
            var result: CExpression?
            for mend: Mend in mends {
                guard let needed = mend.possible else { return nil }
                result = result.map { .binary($0, "||", needed) } ?? needed
            }
            return result ?? .atom("false")
        }
    }

    /// What the cheapest way changes.
    var writes: [VMCSField: UInt64] {
        switch self {
        case .never: return [:]
        case .change(let change): return [change.field: change.bits]
        case .all(let parts):
            var result: [VMCSField: UInt64] = [:]
            for part: Part in parts { result.merge(part.mend.writes) { $0 | $1 } }
            return result
        case .any(let mends): return mends.first?.writes ?? [:]
        }
    }

    /// The cheapest way first; ways that are none are left out.
    static func either(_ mends: [Mend]) -> Mend {
        var ways: [(Int, Mend)] = []
        for mend: Mend in mends {
            guard let cost = mend.cost else { continue }
            ways.append((cost, mend))
        }
        if ways.isEmpty { return .never }
        if ways.count == 1 { return ways[0].1 }
        let sorted = ways.enumerated().sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }
        return .any(sorted.map(\.element.1))
    }
}

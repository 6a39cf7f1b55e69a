// SPDX-License-Identifier: GPL-2.0-only

/// Finds the tree with the least sum of rate × depth², by dynamic programming over
/// runs of neighbouring reasons and the instructions before them.
///
/// The depth is squared so that no busy exit is left far behind for the sake of
/// another. That makes what is best for a run depend on how deep it begins.
struct DispatchSearch {
    private let entries: [DispatchTree.Entry]
    private let deepest: Int
    /// By run and depth; nil where nobody has asked yet.
    private var known: [Int: Best] = [:]

    private struct Best {
        let cost: UInt64
        let choice: Choice
    }

    /// How a run of two entries or more begins.
    private enum Choice {
        /// Leads nowhere: too deep.
        case none
        case single
        /// Three ways: what is equal, below, above, and which of the ways jumps first.
        case pivot(Int, first: Way)
        /// An entry at the end of its run apart from the rest.
        case lowest
        case highest
        /// What is below the entry apart from the rest.
        case split(Int)
    }

    private enum Way { case equal, below, above }

    /// Up to here every entry of a run is tried as the one to compare with; of a longer run only those that
    /// could be worth it, so that the search stays fast for hundreds of handlers.
    static let longestExactRun: Int = 40

    /// The best tree for entries in the order of their numbers.
    static func best(for entries: [DispatchTree.Entry]) -> DispatchTree {
        var search = DispatchSearch(entries)
        return search.tree(0, entries.count, at: 0)
    }

    private init(_ entries: [DispatchTree.Entry]) {
        precondition(zip(entries, entries.dropFirst()).allSatisfy { $0.number < $1.number }, "not in order")
        self.entries = entries
        // Three instructions for each halving, and room for a chain of the busiest ones before that.
        deepest = 3 * (Int.bitWidth - entries.count.leadingZeroBitCount) + 24
    }

    private func price(_ position: Int, _ depth: Int) -> UInt64 {
        UInt64(max(1, entries[position].rate)) * UInt64(depth * depth)
    }

    private mutating func cost(_ low: Int, _ high: Int, at depth: Int) -> UInt64 {
        low == high ? 0 : best(low, high, at: depth).cost
    }

    private mutating func best(_ low: Int, _ high: Int, at depth: Int) -> Best {
        if high - low == 1 { return Best(cost: price(low, depth + 2), choice: .single) }
        // Never added to anything without being too much, and far from an overflow.
        if depth > deepest { return Best(cost: 1 << 60, choice: .none) }
        let key: Int = (low * (entries.count + 1) + high) * (deepest + 1) + depth
        if let found = known[key] { return found }
        var best = Best(cost: .max, choice: .none)
        func consider(_ cost: UInt64, _ choice: Choice) {
            if cost < best.cost { best = Best(cost: cost, choice: choice) }
        }
        consider(price(low, depth + 2) + cost(low + 1, high, at: depth + 2), .lowest)
        consider(price(high - 1, depth + 2) + cost(low, high - 1, at: depth + 2), .highest)
        for pivot: Int in candidates(low, high) {
            let (near, far): (Int, Int) = (depth + 2, depth + 3)
            let farBelow: UInt64 = cost(low, pivot, at: far)
            let farAbove: UInt64 = cost(pivot + 1, high, at: far)
            consider(price(pivot, near) + farBelow + farAbove, .pivot(pivot, first: .equal))
            consider(price(pivot, far) + cost(low, pivot, at: near) + farAbove, .pivot(pivot, first: .below))
            consider(price(pivot, far) + farBelow + cost(pivot + 1, high, at: near), .pivot(pivot, first: .above))
            if pivot > low {
                consider(cost(low, pivot, at: near) + cost(pivot, high, at: near), .split(pivot))
            }
        }
        known[key] = best
        return best
    }

    /// The busiest entries of a long run, and those around the middle of its rates.
    private func candidates(_ low: Int, _ high: Int) -> [Int] {
        let run: Range<Int> = low..<high
        if run.count <= Self.longestExactRun { return Array(run) }
        let busiest: [Int] = run.sorted { (entries[$1].rate, $0) < (entries[$0].rate, $1) }
        let half: UInt64 = run.reduce(0) { $0 + UInt64(entries[$1].rate) } / 2
        var (sum, middle): (UInt64, Int) = (0, low)
        while middle < high - 1, sum + UInt64(entries[middle].rate) <= half {
            sum += UInt64(entries[middle].rate)
            middle += 1
        }
        let around: Range<Int> = max(low, middle - 1)..<min(high, middle + 2)
        return Set(busiest.prefix(2)).union(around).sorted()
    }

    // MARK: The tree

    private mutating func tree(_ low: Int, _ high: Int, at depth: Int) -> DispatchTree {
        if low == high { return .slow }
        func compare(_ position: Int, _ jumps: [(DispatchTree.Condition, DispatchTree)], _ otherwise: DispatchTree)
            -> DispatchTree
        {
            .compare(
                entries[position].number, jumps: jumps.map { DispatchTree.Jump(condition: $0, target: $1) },
                otherwise: otherwise)
        }
        switch best(low, high, at: depth).choice {
        case .none:
            preconditionFailure("a run of \(high - low) reasons needs no more than \(deepest) instructions")
        case .single:
            return compare(low, [(.different, .slow)], .handler(low))
        case .lowest:
            return compare(low, [(.different, tree(low + 1, high, at: depth + 2))], .handler(low))
        case .highest:
            return compare(high - 1, [(.different, tree(low, high - 1, at: depth + 2))], .handler(high - 1))
        case .split(let pivot):
            return compare(
                pivot, [(.below, tree(low, pivot, at: depth + 2))], tree(pivot, high, at: depth + 2))
        case .pivot(let pivot, let first):
            let below: DispatchTree = tree(low, pivot, at: depth + (first == .below ? 2 : 3))
            let above: DispatchTree = tree(pivot + 1, high, at: depth + (first == .above ? 2 : 3))
            switch first {
            case .below: return compare(pivot, [(.below, below), (.different, above)], .handler(pivot))
            case .above: return compare(pivot, [(.above, above), (.different, below)], .handler(pivot))
            // What comes last has no jump of its own and must be somewhere.
            case .equal where above == .slow:
                return compare(pivot, [(.equal, .handler(pivot)), (.above, above)], below)
            case .equal: return compare(pivot, [(.equal, .handler(pivot)), (.below, below)], above)
            }
        }
    }
}

// SPDX-License-Identifier: GPL-2.0-only

/// A set of numbers as closed ranges that neither meet nor touch, in order.
struct RangeSet: Hashable, Sendable {
    let ranges: [ClosedRange<UInt64>]

    init(_ ranges: [ClosedRange<UInt64>]) {
        var merged: [ClosedRange<UInt64>] = []
        for range: ClosedRange<UInt64> in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, last.upperBound == .max || range.lowerBound <= last.upperBound + 1 {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        self.ranges = merged
    }

    static let empty = RangeSet([])

    var isEmpty: Bool { ranges.isEmpty }

    func contains(_ value: UInt64) -> Bool {
        let index: Int = firstIndex(endingAt: value)
        return index < ranges.count && ranges[index].contains(value)
    }

    func union(_ other: RangeSet) -> RangeSet {
        if other.isEmpty { return self }
        return isEmpty ? other : RangeSet(ranges + other.ranges)
    }

    /// In the time that the smaller set takes, but for the search: a policy of thousands of MSRs is cut with each arm
    /// of a switch.
    func intersection(_ other: RangeSet) -> RangeSet {
        if other.ranges.count < ranges.count { return other.intersection(self) }
        return RangeSet(
            ranges.flatMap { mine in other.meeting(mine).map { $0.clamped(to: mine) } })
    }

    func subtracting(_ other: RangeSet) -> RangeSet {
        var rest: [ClosedRange<UInt64>] = []
        for range: ClosedRange<UInt64> in ranges {
            var next: UInt64? = range.lowerBound
            for hole: ClosedRange<UInt64> in other.meeting(range) {
                if let start = next, start < hole.lowerBound { rest.append(start...(hole.lowerBound - 1)) }
                next = hole.upperBound < range.upperBound ? hole.upperBound + 1 : nil
            }
            if let start = next { rest.append(start...range.upperBound) }
        }
        return RangeSet(rest)
    }

    /// The ranges that have something in common with `range`.
    private func meeting(_ range: ClosedRange<UInt64>) -> ArraySlice<ClosedRange<UInt64>> {
        ranges[firstIndex(endingAt: range.lowerBound)...].prefix { $0.lowerBound <= range.upperBound }
    }

    /// The first range that does not end below `value`.
    private func firstIndex(endingAt value: UInt64) -> Int {
        var (low, high): (Int, Int) = (0, ranges.count)
        while low < high {
            let middle: Int = (low + high) / 2
            if ranges[middle].upperBound < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

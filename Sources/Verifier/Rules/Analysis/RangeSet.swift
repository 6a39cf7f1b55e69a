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

    func contains(_ value: UInt64) -> Bool { ranges.contains { $0.contains(value) } }

    func union(_ other: RangeSet) -> RangeSet { RangeSet(ranges + other.ranges) }

    func intersection(_ other: RangeSet) -> RangeSet {
        RangeSet(
            ranges.flatMap { mine in
                other.ranges.compactMap { $0.overlaps(mine) ? $0.clamped(to: mine) : nil }
            })
    }

    func subtracting(_ other: RangeSet) -> RangeSet {
        var rest: [ClosedRange<UInt64>] = ranges
        for hole: ClosedRange<UInt64> in other.ranges {
            rest = rest.flatMap { range -> [ClosedRange<UInt64>] in
                guard range.overlaps(hole) else { return [range] }
                var parts: [ClosedRange<UInt64>] = []
                if range.lowerBound < hole.lowerBound { parts.append(range.lowerBound...(hole.lowerBound - 1)) }
                if range.upperBound > hole.upperBound { parts.append((hole.upperBound + 1)...range.upperBound) }
                return parts
            }
        }
        return RangeSet(rest)
    }
}

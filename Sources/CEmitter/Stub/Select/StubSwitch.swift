// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// The decision of a switch: values and ranges, and where each goes.
struct StubSwitch {
    struct Arm {
        let range: ClosedRange<UInt64>
        let block: Int
    }

    let arms: [Arm]
    let otherwise: Int
    let type: ValueType
    /// Whether what is in no arm is the likely way; else the first arm is.
    var otherwiseIsLikely: Bool = true

    /// One question that sorts out most of what is in no arm.
    enum Filter: Equatable {
        /// A value with any of these bits set is in no arm.
        case anyBit(UInt64)
        /// A value above this one is in no arm.
        case above(UInt64)
    }

    /// The question that stands for all comparisons on the way of what is in no arm.
    var filter: Filter? {
        if let mask { return .anyBit(mask) }
        guard arms.count > 1, let highest = arms.map(\.range.upperBound).max(), highest < type.mask else { return nil }
        return .above(highest)
    }

    /// Bits in which values of the arms differ.
    private var varying: UInt64 {
        guard let first = arms.first?.range.lowerBound else { return 0 }
        return arms.reduce(0) { found, arm in
            // All bits below the highest one in which a range's ends differ.
            let ends: UInt64 = arm.range.lowerBound ^ arm.range.upperBound
            let inside: UInt64 = ends == 0 ? 0 : UInt64.max >> UInt64(ends.leadingZeroBitCount)
            return found | inside | (arm.range.lowerBound ^ first)
        }
    }

    /// A mask such that a value with any of its bits set is in no arm: one TEST then stands for
    /// all comparisons on the path of what is in none. Nil when that would save nothing, or when
    /// more than a few other values pass it too.
    var mask: UInt64? {
        guard arms.count > 1, let first = arms.first?.range.lowerBound else { return nil }
        let mask: UInt64 = ~varying & type.mask
        guard first & mask == 0, varying.nonzeroBitCount <= Self.mostVaryingBits else { return nil }
        return mask
    }

    /// A filter lets pass 2 to the power of this many values at most.
    static let mostVaryingBits: Int = 4
}

extension StubSelector {
    /// Ends the current block by a decision; what is in no arm is the straight way.
    mutating func decide(_ decision: StubSwitch, on value: StubOperand) {
        let width = StubWidth(computing: decision.type)
        if decision.otherwiseIsLikely, let isInNone = question(decision.filter, value, width) {
            let arms: Int = makeBlock("cases")
            end(.branch(isInNone.negated, cold: arms, hot: decision.otherwise))
            open(arms)
        }
        // Arms have no value in common, so that they may be asked for in any order: what goes to C comes last.
        let sorted: [StubSwitch.Arm] =
            decision.arms.filter { $0.block != slow } + decision.arms.filter { $0.block == slow }
        for (position, arm) in sorted.enumerated() {
            let isLast: Bool = position == sorted.count - 1
            let next: Int = isLast ? decision.otherwise : makeBlock("next")
            let isIn: StubCondition = contains(arm.range, value, width)
            let isLikely: Bool = position == 0 && !decision.otherwiseIsLikely && arm.block != slow
            end(
                isLikely
                    ? .branch(isIn.negated, cold: next, hot: arm.block) : .branch(isIn, cold: arm.block, hot: next),
                note: note(arm.range))
            open(next)
        }
        if decision.arms.isEmpty { end(.jump(decision.otherwise)) }
    }

    /// Whether a value is in no arm, as far as the filter knows.
    private func question(_ filter: StubSwitch.Filter?, _ value: StubOperand, _ width: StubWidth) -> StubCondition? {
        switch filter {
        case .anyBit(let mask)?: encodable(mask, width).map { .test(isZero: false, value, $0, width) }
        case .above(let highest)?: encodable(highest, width).map { .compare(.greater, value, $0, width) }
        case nil: nil
        }
    }

    private func note(_ range: ClosedRange<UInt64>) -> String {
        range.count == 1 ? "" : "\(CName.hexadecimal(range.lowerBound)) to \(CName.hexadecimal(range.upperBound))"
    }

    /// Whether a value is in a range, with one comparison.
    private mutating func contains(
        _ range: ClosedRange<UInt64>, _ value: StubOperand, _ width: StubWidth
    ) -> StubCondition {
        if range.lowerBound == range.upperBound {
            return .compare(.equal, value, constantOperand(range.lowerBound, width), width)
        }
        if range.lowerBound == 0 {
            return .compare(.lessOrEqual, value, constantOperand(range.upperBound, width), width)
        }
        let distance: StubValue = graph.makeValue()
        let source: StubValue = self.value(of: value)
        emit(.binary(.subtract, source, constantOperand(range.lowerBound, width), width, to: distance))
        return .compare(
            .lessOrEqual, .value(distance), constantOperand(range.upperBound - range.lowerBound, width), width)
    }
}

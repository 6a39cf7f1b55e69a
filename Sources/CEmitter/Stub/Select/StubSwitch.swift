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
    var filter: UInt64? {
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
        if let mask = decision.filter, let operand = encodable(mask, width) {
            let arms: Int = makeBlock("cases")
            end(.branch(.test(isZero: true, value, operand, width), cold: arms, hot: decision.otherwise))
            open(arms)
        }
        for (position, arm) in decision.arms.enumerated() {
            let isLast: Bool = position == decision.arms.count - 1
            let next: Int = isLast ? decision.otherwise : makeBlock("next")
            end(.branch(contains(arm.range, value, width), cold: arm.block, hot: next), note: note(arm.range))
            open(next)
        }
        if decision.arms.isEmpty { end(.jump(decision.otherwise)) }
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

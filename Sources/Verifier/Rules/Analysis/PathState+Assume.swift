// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension PathState {
    /// Learns that a condition holds, or does not.
    ///
    /// - Returns: false when it cannot be so, which means that the arm is never taken.
    mutating func assume(_ condition: Expression, _ holds: Bool) -> Bool {
        if let truth = evaluate(condition).truth { return truth == holds }
        switch condition {
        case .not(let operand):
            return assume(operand, !holds)
        case .binary(.and, let left, let right):
            return holds ? assume(left, true) && assume(right, true) : assumeOneOf(left, right, is: false)
        case .binary(.or, let left, let right):
            return holds ? assumeOneOf(left, right, is: true) : assume(left, false) && assume(right, false)
        case .enabled(let control):
            if holds { facts.learn(set: control.id, knowledge) } else { facts.learn(clear: control.id) }
            return true
        case .compare(let comparison, let left, let right):
            return assume(holds ? comparison : comparison.opposite, left, right)
        case .bit(let value, let index):
            guard let number = evaluate(index).single else { break }
            let mask: UInt64 = 1 << (number % UInt64(value.type.bits))
            return refineBits(value, zeroes: holds ? 0 : mask, ones: holds ? mask : 0)
        case .local(let local):
            remember(condition, .truth(holds))
            guard let definition = definitions[local] else { return true }
            return assume(definition, holds)
        default:
            break
        }
        remember(condition, .truth(holds))
        return true
    }

    /// At least one of two conditions has the value.
    private mutating func assumeOneOf(_ left: Expression, _ right: Expression, is value: Bool) -> Bool {
        var first: PathState = self
        var second: PathState = self
        let firstIsPossible: Bool = first.assume(left, value)
        let secondIsPossible: Bool = second.assume(left, !value) && second.assume(right, value)
        switch (firstIsPossible, secondIsPossible) {
        case (true, true): self = first.join(second)
        case (true, false): self = first
        case (false, true): self = second
        case (false, false): return false
        }
        return true
    }

    private mutating func assume(_ comparison: Comparison, _ left: Expression, _ right: Expression) -> Bool {
        let first: ValueSet = evaluate(left)
        let second: ValueSet = evaluate(right)
        switch comparison {
        case .equal:
            return refine(left, to: second) && refine(right, to: first)
        case .notEqual:
            return exclude(second.single, from: left) && exclude(first.single, from: right)
        case .less:
            guard second.highest > 0, first.lowest < UInt64.max else { return false }
            return refine(left, 0, second.highest - 1) && refine(right, first.lowest + 1, .max)
        case .lessOrEqual:
            return refine(left, 0, second.highest) && refine(right, first.lowest, .max)
        case .greater:
            return assume(.less, right, left)
        case .greaterOrEqual:
            return assume(.lessOrEqual, right, left)
        }
    }

    private mutating func exclude(_ value: UInt64?, from expression: Expression) -> Bool {
        guard let value else { return true }
        let current: ValueSet = evaluate(expression)
        if expression.type == .bool { return assume(expression, value == 0) }
        if current.single == value { return false }
        // One bit is left open: when it is not 0, it is 1.
        let open: UInt64 = current.possibleOnes & ~current.ones
        if value == current.ones, open.nonzeroBitCount == 1 { return refineBits(expression, zeroes: 0, ones: open) }
        if current.lowest == value { return refine(expression, value + 1, .max) }
        if current.highest == value { return refine(expression, 0, value - 1) }
        return true
    }

    mutating func refine(_ expression: Expression, _ lowest: UInt64, _ highest: UInt64) -> Bool {
        let type: ValueType = expression.type
        guard let bounds = ValueSet(type, lowest: lowest, highest: min(highest, type.mask)) else { return false }
        return refine(expression, to: bounds)
    }

    mutating func refineBits(_ expression: Expression, zeroes: UInt64, ones: UInt64) -> Bool {
        let type: ValueType = expression.type
        guard let bounds = ValueSet(type, lowest: 0, highest: type.mask, zeroes: zeroes, ones: ones) else {
            return false
        }
        return refine(expression, to: bounds)
    }

    /// Learns that a value is in a set, and what follows for the parts that it was made of.
    mutating func refine(_ expression: Expression, to bounds: ValueSet) -> Bool {
        let current: ValueSet = evaluate(expression)
        guard let value = current.intersection(bounds) else { return false }
        if value == current { return true }
        if expression.type == .bool, let truth = value.truth { return assume(expression, truth) }
        remember(expression, value)
        switch expression {
        case .local(let local):
            guard let definition = definitions[local] else { return true }
            return refine(definition, to: value)
        case .convert(let operand, let type):
            let isExact: Bool = evaluate(operand).highest <= type.mask
            return isExact
                ? refine(operand, value.lowest, value.highest)
                    && refineBits(operand, zeroes: value.zeroes & type.mask, ones: value.ones)
                : refineBits(operand, zeroes: value.zeroes & type.mask, ones: value.ones)
        case .binary(.and, let operand, .constant(let mask, _)):
            return refineBits(operand, zeroes: value.zeroes & mask, ones: value.ones & mask)
        case .binary(.minimum, let operand, .constant(let most, _)) where value.highest < most:
            return refine(operand, 0, value.highest)
        case .shiftRight(let operand, let amount) where amount >= 0 && amount < operand.type.bits:
            let shift = UInt64(amount)
            let fill: UInt64 = (1 << shift) - 1
            return refine(operand, value.lowest << shift, value.highest << shift | fill)
                && refineBits(
                    operand, zeroes: (value.zeroes << shift) & ~fill & operand.type.mask, ones: value.ones << shift)
        default:
            return true
        }
    }
}

extension Comparison {
    /// The comparison that holds exactly when this one does not.
    var opposite: Comparison {
        switch self {
        case .equal: .notEqual
        case .notEqual: .equal
        case .less: .greaterOrEqual
        case .lessOrEqual: .greater
        case .greater: .lessOrEqual
        case .greaterOrEqual: .less
        }
    }
}

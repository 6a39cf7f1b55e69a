// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension Expression {
    /// The same value with everything computed that is known when a stub is compiled.
    ///
    /// - Parameter known: the value of a variable that stands for a constant, such as
    ///   a routine's parameter.
    public func folded(_ known: (Local) -> UInt64?) -> Expression {
        let inner: Expression = mapOperands { $0.folded(known) }
        func constant(_ value: UInt64) -> Expression { .constant(value & type.mask, type) }
        switch inner {
        case .local(let local):
            return known(local).map(constant) ?? inner
        case .not(let operand):
            return operand.constantValue.map { constant(~$0) } ?? inner
        case .binary(let op, let left, let right):
            guard let a = left.constantValue, let b = right.constantValue else {
                return inner.withoutNeutralConstant
            }
            return constant(op.apply(a, b))
        case .compare(let op, let left, let right):
            guard let a = left.constantValue, let b = right.constantValue else { return inner }
            return constant(op.holds(a, b) ? 1 : 0)
        case .shiftLeft(let operand, let amount):
            return operand.constantValue.map { constant($0 << UInt64(amount)) } ?? inner
        case .shiftRight(let operand, let amount):
            return operand.constantValue.map { constant($0 >> UInt64(amount)) } ?? inner
        case .bit(let value, let index):
            guard let position = index.constantValue else { return inner }
            let mask: UInt64 = 1 << (position & UInt64(value.type.bits - 1))
            if let known = value.constantValue { return constant(known & mask == 0 ? 0 : 1) }
            return .compare(
                .notEqual, .binary(.and, value, .constant(mask, value.type)), .constant(0, value.type))
        case .convert(let operand, let type):
            if let value = operand.constantValue { return constant(type == .bool ? (value == 0 ? 0 : 1) : value) }
            return operand.type == type ? operand : inner
        case .select(let condition, let then, let otherwise):
            return condition.constantValue.map { $0 == 0 ? otherwise : then } ?? inner
        case .constant, .register, .indexedRegister, .field, .state, .enabled, .environment, .capability, .machine:
            return inner
        }
    }

    /// `x & true`, `x | 0` and the like are `x`; a constant stands on the right.
    private var withoutNeutralConstant: Expression {
        guard case .binary(let op, let left, let right) = self else { return self }
        if left.constantValue != nil, op != .subtract {
            return Expression.binary(op, right, left).withoutNeutralConstant
        }
        guard let value = right.constantValue else { return self }
        switch op {
        case .add, .subtract, .xor: return value == 0 ? left : self
        case .or: return value == 0 ? left : (value == type.mask ? right : self)
        case .and: return value == type.mask ? left : (value == 0 ? right : self)
        case .minimum: return value == type.mask ? left : self
        }
    }
}

extension BinaryOperator {
    /// The value of the operation on 64 bits; the caller cuts it to the type.
    func apply(_ left: UInt64, _ right: UInt64) -> UInt64 {
        switch self {
        case .add: left &+ right
        case .subtract: left &- right
        case .and: left & right
        case .or: left | right
        case .xor: left ^ right
        case .minimum: min(left, right)
        }
    }
}

extension Comparison {
    func holds(_ left: UInt64, _ right: UInt64) -> Bool {
        switch self {
        case .equal: left == right
        case .notEqual: left != right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        }
    }

    /// The comparison with its operands exchanged.
    var mirrored: Comparison {
        switch self {
        case .equal, .notEqual: self
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        }
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// RDMSR and WRMSR take 64 bits in two registers. What a handler does with such a
/// value is mostly possible on the halves, so that they are never put together.
extension StubSelector {
    enum Half {
        case low
        case high
    }

    /// Whether a 64-bit expression is made of a variable in halves by operations that work on halves.
    func usesHalves(_ expression: Expression) -> Bool {
        switch expression {
        case .local(let local):
            if case .halves = bindings[local] { return true }
            return false
        case .binary(let op, let left, let right) where op == .and || op == .or || op == .xor:
            return usesHalves(left) || usesHalves(right)
        case .shiftLeft(let operand, 32), .shiftRight(let operand, 32):
            return usesHalves(operand)
        default:
            return false
        }
    }

    /// Bits 31:0 or 63:32 of a 64-bit expression, zero-extended.
    mutating func half(_ half: Half, of expression: Expression) -> StubOperand {
        switch expression {
        case .constant(let value, _):
            return .immediate(half == .low ? value & 0xffff_ffff : value >> 32)
        case .local(let local):
            if case .halves(let low, let high) = bindings[local] { return .value(half == .low ? low : high) }
            return part(half, of: evaluate(expression))
        case .binary(let op, let left, let right) where op == .and || op == .or || op == .xor:
            return combine(op, self.half(half, of: left), self.half(half, of: right))
        case .shiftLeft(let operand, 32):
            return half == .low ? .immediate(0) : self.half(.low, of: operand)
        case .shiftRight(let operand, 32):
            return half == .high ? .immediate(0) : self.half(.high, of: operand)
        case .convert(let operand, .u64):
            return half == .high ? .immediate(0) : .value(evaluate(operand))
        default:
            return part(half, of: evaluate(expression))
        }
    }

    private mutating func part(_ half: Half, of value: StubValue) -> StubOperand {
        let result: StubValue = graph.makeValue()
        emit(half == .low ? .narrow(value, .long, to: result) : .shiftRight(value, 32, .quad, to: result))
        return .value(result)
    }

    private mutating func combine(_ op: BinaryOperator, _ left: StubOperand, _ right: StubOperand) -> StubOperand {
        if case .immediate(let a) = left {
            if case .immediate(let b) = right { return .immediate(op.apply(a, b)) }
            return combine(op, right, left)
        }
        if case .immediate(let constant) = right {
            switch (op, constant) {
            case (.and, 0xffff_ffff), (.or, 0), (.xor, 0): return left
            case (.and, 0): return .immediate(0)
            case (.or, 0xffff_ffff): return right
            default: break
            }
        }
        let result: StubValue = graph.makeValue()
        emit(.binary(op, value(of: left), right, .long, to: result))
        return .value(result)
    }

    /// Both halves in one value.
    mutating func joinHalves(of expression: Expression, into target: StubValue?) -> StubValue {
        let high: StubOperand = half(.high, of: expression)
        let low: StubOperand = half(.low, of: expression)
        let result: StubValue = target ?? graph.makeValue()
        if high == .immediate(0) {
            emit(.copy(low, to: result))
            return result
        }
        let upper: StubValue = graph.makeValue()
        emit(.shiftLeft(value(of: high), 32, .quad, to: upper))
        if low == .immediate(0) {
            emit(.copy(.value(upper), to: result))
        } else {
            emit(.binary(.or, upper, .value(value(of: low)), .quad, to: result))
        }
        return result
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Turns the expressions of checks into calls of kmod/known_bits.h: what is known of a value stays beside it.
struct EntryExpressionTranslator {
    let words: [ControlWord]

    func translate(_ expression: Expression) -> CallLayout {
        let type: ValueType = expression.type
        switch expression {
        case .constant(let value, _): return .atom("kb_const(\(Self.number(value, type)))")
        case .field(let field): return .atom("VALUE(\(field.symbol))")
        case .capability(let msr): return .atom("VALUE(\(msr.symbol))")
        case .machine(let value): return .atom("VALUE(\(EntryInputs.name(value)))")
        case .enabled(let control):
            guard let word = words.first(where: { $0.id == control.id.word }) else {
                preconditionFailure("\(control.name) is in no word")
            }
            return .atom("ON(\(word.field.symbol), \(control.symbol))")
        case .not(let operand):
            if type != .bool { return .call("kb_not", [translate(operand), Self.mask(type)]) }
            return .call("kb_unless", [translate(operand)])
        case .binary(let op, let left, let right): return binary(op, left, right, type)
        case .compare(let comparison, let left, let right): return compare(comparison, left, right)
        case .shiftLeft(let operand, let amount):
            return .call("kb_left", [translate(operand), .atom(String(amount)), Self.mask(type)])
        case .shiftRight(let operand, let amount):
            return .call("kb_right", [translate(operand), .atom(String(amount))])
        case .bit(let value, let index):
            return .call("kb_bit", [translate(value), translate(index), .atom(String(value.type.bits))])
        case .convert(let operand, let wanted):
            if wanted.bits >= operand.type.bits { return translate(operand) }
            return .call("kb_mask", [translate(operand), Self.mask(wanted)])
        case .select(let condition, let then, let otherwise):
            return .call("kb_choose", [translate(condition), translate(then), translate(otherwise)])
        case .local, .register, .indexedRegister, .state, .environment:
            preconditionFailure("no check of VM entry has \(expression)")
        }
    }

    private func binary(
        _ op: BinaryOperator, _ left: Expression, _ right: Expression, _ type: ValueType
    ) -> CallLayout {
        if op == .and, type != .bool, let mask = right.constantValue {
            return .call("kb_mask", [translate(left), .atom(Self.number(mask, type))])
        }
        let operands: [CallLayout] = [translate(left), translate(right)]
        switch op {
        case .and: return .call("kb_and", operands)
        case .or: return .call("kb_or", operands)
        case .xor: return .call("kb_xor", operands)
        case .minimum: return .call("kb_min", operands)
        case .add: return .call("kb_add", operands + [Self.mask(type)])
        case .subtract: return .call("kb_subtract", operands + [Self.mask(type)])
        }
    }

    private func compare(_ comparison: Comparison, _ left: Expression, _ right: Expression) -> CallLayout {
        if let constant = right.constantValue, let special = compare(comparison, left, with: constant) {
            return special
        }
        let first: CallLayout = translate(left)
        let second: CallLayout = translate(right)
        switch comparison {
        case .equal: return .call("kb_equal", [first, second])
        case .notEqual: return .call("kb_differ", [first, second])
        case .less: return .call("kb_less", [first, second])
        case .lessOrEqual: return .call("kb_at_most", [first, second])
        case .greater: return .call("kb_less", [second, first])
        case .greaterOrEqual: return .call("kb_at_most", [second, first])
        }
    }

    /// What is asked most: of bits, and whether it is a constant.
    private func compare(_ comparison: Comparison, _ left: Expression, with constant: UInt64) -> CallLayout? {
        guard comparison == .equal || comparison == .notEqual else { return nil }
        var result: CallLayout
        if case .binary(.and, let value, let other) = left, let mask = other.constantValue,
            constant == 0 || constant == mask
        {
            let bits: CallLayout = .atom(Self.number(mask, left.type))
            if constant == 0 && comparison == .notEqual { return .call("kb_has_any", [translate(value), bits]) }
            result = .call(constant == 0 ? "kb_has_none" : "kb_has_all", [translate(value), bits])
        } else {
            result = .call("kb_is", [translate(left), .atom(Self.number(constant, left.type))])
        }
        if comparison == .notEqual { result = .call("kb_unless", [result]) }
        return result
    }

    private static func mask(_ type: ValueType) -> CallLayout { .atom(number(type.mask, type)) }

    static func number(_ value: UInt64, _ type: ValueType) -> String {
        if value < 10 { return String(value) }
        return CName.hexadecimal(value) + (type == .u64 ? "ull" : "")
    }
}

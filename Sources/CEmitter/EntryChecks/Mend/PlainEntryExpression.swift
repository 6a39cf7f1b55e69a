// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Turns the expressions of checks into C on values that are known: `V(GUEST_CR0)` is one, of 64 bits.
struct PlainEntryExpression {
    let words: [ControlWord]

    func translate(_ expression: Expression) -> CExpression {
        let type: ValueType = expression.type
        switch expression {
        case .constant(let value, let type): return .atom(EntryExpressionTranslator.number(value, type.suffixed))
        case .field(let field): return Self.value(field)
        case .capability(let msr): return .atom("V(\(msr.symbol))")
        case .machine(let value): return .atom("V(\(EntryInputs.name(value)))")
        case .enabled(let control): return on(control)
        case .not(let operand):
            if type == .bool { return negated(operand) }
            return cut(.prefix("~", translate(operand)), type)
        case .binary(let op, let left, let right): return binary(op, left, right, type)
        case .compare(let comparison, let left, let right): return compare(comparison, left, right)
        case .shiftLeft(let operand, let amount):
            return cut(.binary(translate(operand), "<<", .atom(String(amount))), type)
        case .shiftRight(let operand, let amount):
            return .binary(translate(operand), ">>", .atom(String(amount)))
        case .bit(let value, let index):
            let place: CExpression = .binary(translate(index), "&", .atom(String(value.type.bits - 1)))
            return .binary(.binary(translate(value), ">>", place), "&", .atom("1"))
        case .convert(let operand, let wanted):
            return wanted.bits >= operand.type.bits ? translate(operand) : cut(translate(operand), wanted)
        case .select(let condition, let then, let otherwise):
            return .conditional(translate(condition), translate(then), translate(otherwise))
        case .local, .register, .indexedRegister, .state, .environment:
            preconditionFailure("no check of VM entry has \(expression)")
        }
    }

    static func value(_ field: VMCSField) -> CExpression { .atom("V(\(field.symbol))") }

    /// Whether a control is in effect.
    func on(_ control: ControlBit) -> CExpression {
        .atom("ON_\(word(control.id).field.symbol)(HV_ENTRY_BIT_\(control.symbol))")
    }

    func word(_ id: ControlID) -> ControlWord {
        guard let word = words.first(where: { $0.id == id.word }) else { preconditionFailure("\(id) is in no word") }
        return word
    }

    /// A condition that is not: the comparison turned around where it is one.
    func negated(_ operand: Expression) -> CExpression {
        switch operand {
        case .compare(let comparison, let left, let right): translate(.compare(comparison.negated, left, right))
        case .not(let inner): translate(inner)
        default: .prefix("!", translate(operand))
        }
    }

    private func binary(
        _ op: BinaryOperator, _ left: Expression, _ right: Expression, _ type: ValueType
    ) -> CExpression {
        let first: CExpression = translate(left)
        let second: CExpression = translate(right)
        switch op {
        case .and: return .binary(first, type == .bool ? "&&" : "&", second)
        case .or: return .binary(first, type == .bool ? "||" : "|", second)
        case .xor where type == .bool: return .binary(.prefix("!", first), "!=", .prefix("!", second))
        case .xor: return .binary(first, "^", second)
        case .add: return cut(.binary(first, "+", second), type)
        case .subtract: return cut(.binary(first, "-", second), type)
        case .minimum: return .conditional(.binary(first, "<", second), first, second)
        }
    }

    private func compare(_ comparison: Comparison, _ left: Expression, _ right: Expression) -> CExpression {
        if right.constantValue == 0, case .binary(.and, _, _) = left, left.type != .bool {
            if comparison == .equal { return .prefix("!", translate(left)) }
            if comparison == .notEqual { return translate(left) }
        }
        // In C any number but 0 is true.
        if left.type == .bool {
            return .binary(.prefix("!", translate(left)), comparison.rawValue, .prefix("!", translate(right)))
        }
        return .binary(translate(left), comparison.rawValue, translate(right))
    }

    private func cut(_ expression: CExpression, _ type: ValueType) -> CExpression {
        if type == .u64 { return expression }
        return .binary(expression, "&", .atom(EntryExpressionTranslator.number(type.mask, type.suffixed)))
    }
}

extension ValueType {
    /// Constants have the width of the values that they stand beside.
    fileprivate var suffixed: ValueType { self == .bool ? .bool : .u64 }
}

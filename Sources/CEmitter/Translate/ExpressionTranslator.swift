// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Turns IR expressions into C. The value of the C expression is that of the IR
/// expression, and its type is the C type of the IR type: C's promotion to `int`
/// is undone by a cast wherever it could be seen.
struct ExpressionTranslator {
    /// The C constant of a basic exit reason, or its number where it has none.
    let exitReasonName: (UInt64) -> String

    func translate(_ expression: Expression) -> CExpression {
        switch expression {
        case .constant(let value, let type): constant(value, type)
        case .local(let local): .atom(CName.snake(local.name))
        case .register(let register): .atom("regs->\(register.rawValue)")
        case .state(let variable, let index): .atom(place(of: variable, index))
        case .enabled(let control):
            .call(
                "hv_\(CName.word(control.id.word))_enabled", [.atom("vcpu"), .atom(CName.control(control))])
        case .environment(let value):
            .atom((value.path.hasPrefix("controls.") ? "vcpu->" : "env->") + value.path)
        case .capability, .field, .indexedRegister, .machine:
            preconditionFailure("lowering leaves no \(expression)")
        case .not(let operand): negated(operand)
        case .binary(.minimum, let left, let right):
            .call("min_t", [.atom(CName.type(left.type)), translate(left), translate(right)])
        case .binary(let op, let left, let right): binary(op, left, right)
        case .compare(let op, let left, let right): compare(op, left, right)
        case .shiftLeft(let operand, let amount):
            narrowed(.binary(translate(operand), "<<", .atom(String(amount))), operand.type)
        case .shiftRight(let operand, let amount):
            .binary(translate(operand), ">>", .atom(String(amount)))
        case .bit(let value, let index):
            .binary(
                .binary(
                    .binary(
                        value.constantValue == nil ? translate(value) : .cast(CName.type(value.type), translate(value)),
                        ">>",
                        .binary(translate(index), "&", .atom(String(value.type.bits - 1)))),
                    "&", .atom("1")),
                "!=", .atom("0"))
        case .convert(let operand, let type): convert(operand, type)
        case .select(let condition, let then, let otherwise):
            select(condition, then, otherwise)
        }
    }

    /// Two literals would make the type of whichever is wider.
    private func select(_ condition: Expression, _ then: Expression, _ otherwise: Expression) -> CExpression {
        let result: CExpression = .conditional(translate(condition), translate(then), translate(otherwise))
        let areLiterals: Bool = then.constantValue != nil && otherwise.constantValue != nil
        return areLiterals && then.type != .bool ? .cast(CName.type(then.type), result) : result
    }

    /// The lvalue of declared state.
    func place(of variable: StateVariable, _ index: Expression?) -> String {
        let base: String =
            switch variable.scope {
            case .vcpu: "state->"
            case .cpu: "cpu_state->"
            case .vm: "vm_state->"
            }
        let element: String = index.map { "[\(elementNumber(variable, $0))]" } ?? ""
        return base + CName.snake(variable.name) + element
    }

    private func elementNumber(_ variable: StateVariable, _ index: Expression) -> String {
        guard let number = index.constantValue else { return translate(index).text }
        return variable.indexMeaning == .exitReason ? exitReasonName(number) : String(number)
    }

    private func constant(_ value: UInt64, _ type: ValueType) -> CExpression {
        if type == .bool { return .atom(value == 0 ? "false" : "true") }
        // A mask that clears a few bits is written as what it clears.
        let cleared: UInt64 = ~value & type.mask
        if type.bits >= 32, value > type.mask / 2, cleared != 0, cleared.nonzeroBitCount <= 8 {
            return .atom("~" + CName.hexadecimal(cleared) + (type == .u64 ? "ull" : "u"))
        }
        return .atom(number(value))
    }

    /// Small numbers in decimal, the rest in hexadecimal. A hexadecimal literal without a
    /// suffix is unsigned or positive, and wide enough, whatever its value.
    private func number(_ value: UInt64) -> String {
        value < 10 ? String(value) : CName.hexadecimal(value)
    }

    private func negated(_ operand: Expression) -> CExpression {
        guard operand.type == .bool else { return narrowed(.prefix("~", translate(operand)), operand.type) }
        if case .compare(let op, let left, let right) = operand {
            return translate(.compare(op.negated, left, right))
        }
        return .prefix("!", translate(operand))
    }

    private func binary(_ op: BinaryOperator, _ left: Expression, _ right: Expression) -> CExpression {
        if left.type == .bool {
            switch op {
            case .and: return .binary(translate(left), "&&", translate(right))
            case .or: return .binary(translate(left), "||", translate(right))
            case .xor: return .binary(truth(left), "!=", truth(right))
            case .add, .subtract, .minimum: preconditionFailure("no arithmetic on truth values")
            }
        }
        let result: CExpression = .binary(translate(left), op.rawValue, translate(right))
        switch op {
        case .add, .subtract: return narrowed(result, left.type)
        case .and, .or, .xor, .minimum: return result
        }
    }

    private func compare(_ op: Comparison, _ left: Expression, _ right: Expression) -> CExpression {
        // `(x & mask) != 0` is `x & mask` to a C reader, and `== 0` is `!(x & mask)`.
        if case .binary(.and, _, _) = left, right.constantValue == 0, left.type != .bool {
            switch op {
            case .notEqual: return translate(left)
            case .equal: return .prefix("!", translate(left))
            default: break
            }
        }
        if left.type == .bool { return .binary(truth(left), op.rawValue, truth(right)) }
        return .binary(translate(left), op.rawValue, translate(right))
    }

    /// A truth value that is 0 or 1, for where C compares it: `x & mask` alone may be any number.
    private func truth(_ expression: Expression) -> CExpression {
        switch expression {
        case .local, .constant, .enabled, .state: translate(expression)
        default: .conditional(translate(expression), .atom("true"), .atom("false"))
        }
    }

    private func convert(_ operand: Expression, _ type: ValueType) -> CExpression {
        // A truth value in C may be any nonzero number: see `compare`.
        if operand.type == .bool {
            return .conditional(translate(operand), constant(1, type), constant(0, type))
        }
        if type == .bool { return .binary(translate(operand), "!=", .atom("0")) }
        return .cast(CName.type(type), translate(operand))
    }

    /// C computes on `int` at the least; u8 and u16 have to be cut again.
    private func narrowed(_ expression: CExpression, _ type: ValueType) -> CExpression {
        type.bits < 32 ? .cast(CName.type(type), expression) : expression
    }
}

extension Comparison {
    var negated: Comparison {
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

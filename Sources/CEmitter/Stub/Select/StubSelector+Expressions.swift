// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension StubSelector {
    // MARK: Values

    /// The value of an expression in a value of the graph: in `target`, if there is
    /// one, else wherever it is already.
    @discardableResult
    mutating func evaluate(_ expression: Expression, into target: StubValue? = nil) -> StubValue {
        if let place = place(of: expression) {
            guard let target else { return place }
            emit(.copy(.value(place), to: target))
            return target
        }
        if expression.type == .u64, usesHalves(expression) { return joinHalves(of: expression, into: target) }
        let width = StubWidth(computing: expression.type)
        func result(_ selector: inout StubSelector) -> StubValue { target ?? selector.graph.makeValue() }
        switch expression {
        case .constant(let value, _):
            let to: StubValue = result(&self)
            emit(.copy(.immediate(value), to: to))
            return to
        case .state(let variable, let index):
            let to: StubValue = result(&self)
            let memory: StubMemory = memory(of: variable, folded(index ?? .constant(0, .u64)))
            emit(.load(memory, StubWidth(variable.type), to: to), note: CName.snake(variable.name))
            return to
        case .not(let operand) where operand.type != .bool:
            let from: StubValue = evaluate(operand)
            return cut(.invert(from, width, to: result(&self)), to: expression.type, target)
        case .not, .compare, .bit, .enabled:
            let condition: StubCondition = self.condition(expression)
            let to: StubValue = result(&self)
            emit(.truth(condition, to: to))
            return to
        case .binary(.minimum, let left, let right):
            let a: StubValue = evaluate(left)
            let b: StubValue = evaluate(right)
            let to: StubValue = result(&self)
            emit(.choose(.compare(.less, .value(a), .value(b), width), then: a, else: b, to: to))
            return to
        case .binary(let op, let left, let right):
            return binary(op, left, right, expression.type, target)
        case .shiftLeft(let operand, let amount):
            let from: StubValue = evaluate(operand)
            return cut(.shiftLeft(from, amount, width, to: result(&self)), to: expression.type, target)
        case .shiftRight(let operand, let amount):
            let from: StubValue = evaluate(operand)
            let to: StubValue = result(&self)
            emit(.shiftRight(from, amount, width, to: to))
            return to
        case .convert(let operand, let type):
            return convert(operand, to: type, into: target)
        case .select(let condition, let then, let otherwise):
            let a: StubValue = evaluate(then)
            let b: StubValue = evaluate(otherwise)
            let decision: StubCondition = self.condition(condition)
            let to: StubValue = result(&self)
            emit(.choose(decision, then: a, else: b, to: to))
            return to
        case .local, .register, .indexedRegister, .field, .environment, .capability, .machine:
            preconditionFailure("coverage lets no \(expression) pass")
        }
    }

    /// Where a plain variable or register has its value.
    private mutating func place(of expression: Expression) -> StubValue? {
        switch expression {
        case .register(let register):
            return .guest(register)
        case .local(let local):
            if case .halves = bindings[local] { return nil }
            return value(of: local)
        default:
            return nil
        }
    }

    private mutating func binary(
        _ op: BinaryOperator, _ left: Expression, _ right: Expression, _ type: ValueType, _ target: StubValue?
    ) -> StubValue {
        var width = StubWidth(computing: type)
        let mask: UInt64? = right.constantValue
        // A mask of at most 32 bits clears the upper half: the shorter instruction does that by itself.
        if op == .and, width == .quad, let mask, mask <= UInt64(UInt32.max) {
            let from: StubValue = value(of: operand(left, .long))
            let to: StubValue = target ?? graph.makeValue()
            if mask == UInt64(UInt32.max) {
                emit(.narrow(from, .long, to: to))
            } else {
                width = .long
                emit(.binary(.and, from, .immediate(mask), .long, to: to))
            }
            return to
        }
        let from: StubValue = evaluate(left)
        let other: StubOperand = mask.map { constantOperand($0, width) } ?? .value(evaluate(right))
        let operation: StubOperation = .binary(op, from, other, width, to: target ?? graph.makeValue())
        if op == .add || op == .subtract { return cut(operation, to: type, target) }
        emit(operation)
        return operation.sets[0]
    }

    /// x86 computes on 32 bits at the least; what a shorter type cannot hold is cut off.
    private mutating func cut(_ operation: StubOperation, to type: ValueType, _ target: StubValue?) -> StubValue {
        emit(operation)
        let result: StubValue = operation.sets[0]
        if type.bits >= 32 { return result }
        emit(.narrow(result, StubWidth(type), to: result))
        return result
    }

    private mutating func convert(_ operand: Expression, to type: ValueType, into target: StubValue?) -> StubValue {
        if type == .bool {
            return evaluate(.compare(.notEqual, operand, .constant(0, operand.type)), into: target)
        }
        if type.bits >= operand.type.bits { return evaluate(operand, into: target) }
        let from: StubValue = value(of: self.operand(operand, StubWidth(type)))
        let to: StubValue = target ?? graph.makeValue()
        emit(.narrow(from, StubWidth(type), to: to))
        return to
    }

    // MARK: Operands

    /// An expression for an instruction that looks at no more than `width` bits of it.
    mutating func operand(_ expression: Expression, _ width: StubWidth) -> StubOperand {
        var expression: Expression = expression
        while case .convert(let inner, let type) = expression, type != .bool, type.bits >= width.rawValue,
            inner.type.bits >= width.rawValue
        {
            expression = inner
        }
        if let value = expression.constantValue { return constantOperand(value & width.mask, width) }
        if expression.type == .u64, width != .quad, usesHalves(expression) { return half(.low, of: expression) }
        return .value(evaluate(expression))
    }

    /// The operand as a value: constants go to a register.
    mutating func value(of operand: StubOperand) -> StubValue {
        if case .value(let value) = operand { return value }
        let value: StubValue = graph.makeValue()
        emit(.copy(operand, to: value))
        return value
    }

    /// A constant in the instruction, or in a register when the instruction cannot hold it.
    mutating func constantOperand(_ constant: UInt64, _ width: StubWidth) -> StubOperand {
        encodable(constant, width) ?? .value(value(of: .immediate(constant)))
    }

    /// 64-bit instructions have sign-extended 32-bit constants.
    func encodable(_ constant: UInt64, _ width: StubWidth) -> StubOperand? {
        width != .quad || Int32(exactly: Int64(bitPattern: constant)) != nil ? .immediate(constant) : nil
    }

    // MARK: Conditions

    mutating func condition(_ expression: Expression) -> StubCondition {
        switch expression {
        case .not(let operand):
            return condition(operand).negated
        case .compare(let comparison, let left, let right):
            return compare(comparison, left, right)
        case .enabled(let control):
            // Byte by byte, the control words are little-endian like everything here.
            let id: ControlID = control.id
            guard let word = controls[id.word] else { preconditionFailure("\(id) is in no word of the architecture") }
            let place: StubMemory = .controls(word.offset + Int(id.bit) / 8)
            return .test(isZero: false, .memory(place), .immediate(1 << UInt64(id.bit % 8)), .byte)
        case .bit(let value, let index):
            // The instruction takes the index modulo 32 or 64.
            var position: Expression = index
            if value.type.bits < 32 {
                position = .binary(.and, index, .constant(UInt64(value.type.bits - 1), index.type))
            }
            let number: StubValue = evaluate(position)
            return .bit(isSet: true, of: evaluate(value), index: number, StubWidth(computing: value.type))
        case .convert(let operand, .bool) where operand.type != .bool:
            return compare(.notEqual, operand, .constant(0, operand.type))
        default:
            let value: StubValue = evaluate(expression)
            return .test(isZero: false, .value(value), .value(value), .long)
        }
    }

    private mutating func compare(_ comparison: Comparison, _ left: Expression, _ right: Expression) -> StubCondition {
        if left.constantValue != nil { return compare(comparison.mirrored, right, left) }
        let width = StubWidth(computing: left.type)
        if right.constantValue == 0, comparison == .equal || comparison == .notEqual {
            return test(left, isZero: comparison == .equal)
        }
        let first: StubOperand = comparable(left, width)
        let second: StubOperand = right.type.bits < 32 ? .value(evaluate(right)) : operand(right, width)
        if let constant = right.constantValue {
            return .compare(comparison, first, constantOperand(constant, width), width)
        }
        return .compare(comparison, first, second, width)
    }

    /// The left side of a comparison, which cannot be a constant.
    mutating func comparable(_ expression: Expression, _ width: StubWidth) -> StubOperand {
        let operand: StubOperand = expression.type.bits < 32 ? .value(evaluate(expression)) : operand(expression, width)
        if case .immediate = operand { return .value(value(of: operand)) }
        return operand
    }

    private mutating func test(_ expression: Expression, isZero: Bool) -> StubCondition {
        let width = StubWidth(computing: expression.type)
        if case .binary(.and, let value, let mask) = expression, let bits = mask.constantValue, value.type != .bool {
            let enough: StubWidth = bits <= UInt64(UInt32.max) ? .long : width
            if let constant = encodable(bits, enough) {
                // Converting to 32 bits at the least changes none of the bits that are tested.
                let tested: StubOperand = comparable(value, enough)
                return .test(isZero: isZero, tested, constant, enough)
            }
        }
        let value: StubOperand = comparable(expression, width)
        return .test(isZero: isZero, value, value, width)
    }
}

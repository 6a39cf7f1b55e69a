// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension Compiler {
    /// Code that computes the expression; into `target` if there is one.
    ///
    /// - Returns: the slot with the value; nothing may write to it.
    func evaluate(_ expression: Expression, into target: Int32? = nil) throws(InterpreterError) -> Int32 {
        guard let place = try place(of: expression) else { return try compute(expression, into: target ?? newSlot()) }
        guard let target else { return place }
        emit(Instruction(operation: .move, a: target, b: place, mask: expression.type.mask))
        return target
    }

    /// The slot of an expression that needs no code.
    private func place(of expression: Expression) throws(InterpreterError) -> Int32? {
        switch expression {
        case .constant(let value, let type):
            guard value & ~type.mask == 0 else { throw fault("constant \(value) does not fit \(type)") }
            return slot(of: value)
        case .local(let local): return try slot(of: local)
        case .register(let register): return slot(of: register)
        default: return nil
        }
    }

    private func compute(_ expression: Expression, into target: Int32) throws(InterpreterError) -> Int32 {
        var code = Instruction(operation: .move, a: target, mask: expression.type.mask)
        switch expression {
        case .constant, .local, .register:
            code.b = try evaluate(expression)
        case .field(let field):
            throw fault("not lowered: an expression names field \(field.symbol)")
        case .indexedRegister:
            throw fault("not lowered: an expression names a register by number")
        case .state(let variable, let index):
            code.operation = .readState
            code.b = Int32(parts.symbols.number(of: variable))
            code.c = try element(of: variable, index)
        case .enabled(let control):
            code.operation = .enabled
            code.b = Int32(parts.symbols.number(of: control))
        case .environment(let value):
            code.operation = .environment
            code.b = Int32(parts.symbols.number(of: value))
        case .capability(let msr):
            code.operation = .capability
            code.b = Int32(parts.symbols.number(of: msr))
        case .machine(let value):
            throw fault("\(value.name) is an operand of checks of VM entry, not of handlers")
        case .not(let operand):
            code.operation = .not
            code.b = try evaluate(operand)
        case .binary(let op, let left, let right):
            try expect(right, left.type, "the right side of \(op.rawValue)")
            code.operation = op.operation
            code.b = try evaluate(left)
            code.c = try evaluate(right)
        case .compare(let op, let left, let right):
            try expect(right, left.type, "the right side of \(op.rawValue)")
            let (operation, swaps) = op.operation
            code.operation = operation
            let first: Int32 = try evaluate(left)
            let second: Int32 = try evaluate(right)
            (code.b, code.c) = swaps ? (second, first) : (first, second)
        case .shiftLeft(let operand, let amount), .shiftRight(let operand, let amount):
            guard amount >= 0, amount < operand.type.bits else { throw fault("\(operand.type) shifted by \(amount)") }
            if case .shiftLeft = expression { code.operation = .shiftLeft } else { code.operation = .shiftRight }
            code.b = try evaluate(operand)
            code.c = Int32(amount)
        case .bit(let value, let index):
            code.operation = .bit
            code.b = try evaluate(value)
            code.c = try evaluate(index)
            code.immediate = UInt64(value.type.bits)
        case .convert(let operand, let type):
            // Values are kept zero-extended, so that only the cut is left to do.
            code.b = try evaluate(operand)
            code.mask = type.mask
        case .select(let condition, let then, let otherwise):
            try expect(condition, .bool, "the condition of a choice")
            try expect(otherwise, then.type, "the other side of a choice")
            code.operation = .select
            code.b = try evaluate(condition)
            code.d = try evaluate(then)
            code.c = try evaluate(otherwise)
        }
        emit(code)
        return target
    }

    /// The slot of an element's number; -1 for a scalar.
    func element(of variable: StateVariable, _ index: Expression?) throws(InterpreterError) -> Int32 {
        guard (index == nil) == (variable.count == nil) else {
            throw fault("state \(variable.name) is \(variable.count == nil ? "no" : "an") array")
        }
        return try index.map { index throws(InterpreterError) in try evaluate(index) } ?? -1
    }
}

extension BinaryOperator {
    fileprivate var operation: Instruction.Operation {
        switch self {
        case .add: .add
        case .subtract: .subtract
        case .and: .and
        case .or: .or
        case .xor: .xor
        case .minimum: .minimum
        }
    }
}

extension Comparison {
    /// The operation, and whether its operands change sides.
    fileprivate var operation: (Instruction.Operation, swaps: Bool) {
        switch self {
        case .equal: (.equal, false)
        case .notEqual: (.notEqual, false)
        case .less: (.less, false)
        case .lessOrEqual: (.lessOrEqual, false)
        case .greater: (.less, true)
        case .greaterOrEqual: (.lessOrEqual, true)
        }
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension Compiler {
    func compile(_ statements: [Statement]) throws(InterpreterError) {
        for statement: Statement in statements {
            location = statement.location
            try compile(statement)
        }
    }

    private func compile(_ statement: Statement) throws(InterpreterError) {
        switch statement.kind {
        case .assign(let local, let value):
            try expect(value, local.type, "variable \(local.name)")
            _ = try evaluate(value, into: slot(of: local))
        case .readField(let field, let local):
            guard local.type == field.valueType else { throw fault("\(field.symbol) read into a \(local.type)") }
            emit(Instruction(operation: .readField, a: try slot(of: local), b: number(of: field)))
        case .writeField(let field, let value):
            try expect(value, field.valueType, field.symbol)
            emit(Instruction(operation: .writeField, a: try evaluate(value), b: number(of: field)))
        case .setRegister(let register, let value):
            try expect(value, .u64, "register \(register.rawValue)")
            _ = try evaluate(value, into: slot(of: register))
        case .readIndexedRegister(let index, let local):
            emit(Instruction(operation: .readIndexed, a: try slot(of: local), b: try evaluate(index)))
        case .discard(let registers):
            for register: Register in registers { emit(Instruction(operation: .forget, a: slot(of: register))) }
        case .setIndexedRegister(let index, let value):
            let number: Int32 = try evaluate(index)
            emit(Instruction(operation: .writeIndexed, a: try evaluate(value), b: number))
        case .setState(let variable, let index, let value):
            try changeState(.setState, variable, index, value)
        case .addState(let variable, let index, let value):
            try changeState(.addState, variable, index, value)
        case .cpuid(let leaf, let subleaf, let eax, let ebx, let ecx, let edx):
            var slots: [Int32] = [try evaluate(leaf), try evaluate(subleaf)]
            for result: Local in [eax, ebx, ecx, edx] { slots.append(try slot(of: result)) }
            emit(Instruction(operation: .cpuid, a: list(slots)))
        case .readMSR(let address, let value, let faulted):
            let slots: [Int32] = [try evaluate(address), try slot(of: value), try slot(of: faulted)]
            emit(Instruction(operation: .readMSR, a: list(slots)))
        case .writeMSR(let address, let value, let faulted):
            let slots: [Int32] = [try evaluate(address), try evaluate(value), try slot(of: faulted)]
            emit(Instruction(operation: .writeMSR, a: list(slots)))
        case .call(let native, let arguments, let results):
            try call(native, arguments, results)
        case .emit(let event, let words):
            let slots: [Int32] = try words.map { word throws(InterpreterError) in try evaluate(word) }
            let number: Int = parts.symbols.number(of: event)
            emit(Instruction(operation: .emit, a: list(slots), b: Int32(number), c: Int32(slots.count)))
        case .branch(let condition, let then, let otherwise):
            try branch(condition, then, otherwise, at: statement.location)
        case .select(let subject, let cases, let otherwise):
            try choose(subject, cases, otherwise, at: statement.location)
        case .perform(let routine, let arguments):
            try perform(routine, arguments)
        case .finish(let action):
            parts.actions.append(action)
            emit(Instruction(operation: .finish, a: Int32(parts.actions.count - 1)))
        case .end(let disposition):
            throw fault("not lowered: a path ends in the disposition \(disposition)")
        }
    }

    private func number(of field: VMCSField) -> Int32 { Int32(parts.symbols.number(of: field)) }

    private func changeState(
        _ operation: Instruction.Operation, _ variable: StateVariable, _ index: Expression?, _ value: Expression
    ) throws(InterpreterError) {
        try expect(value, variable.type, "state \(variable.name)")
        let element: Int32 = try element(of: variable, index)
        let number: Int = parts.symbols.number(of: variable)
        emit(Instruction(operation: operation, a: try evaluate(value), b: Int32(number), c: element))
    }

    private func call(_ native: Native, _ arguments: [Expression], _ results: [Local]) throws(InterpreterError) {
        guard arguments.count == native.parameters.count, results.count == native.results.count else {
            throw fault("\(native.name) is called with the wrong number of arguments or results")
        }
        var slots: [Int32] = []
        for (parameter, argument) in zip(native.parameters, arguments) {
            try expect(argument, parameter.type, "argument \(parameter.name) of \(native.name)")
            slots.append(try evaluate(argument))
        }
        for (declared, result) in zip(native.results, results) {
            guard declared.type == result.type else {
                throw fault("result \(declared.name) of \(native.name) is \(declared.type), not \(result.type)")
            }
            slots.append(try slot(of: result))
        }
        let number: Int = parts.symbols.number(of: native)
        emit(Instruction(operation: .call, a: list(slots), b: Int32(number), c: Int32(arguments.count)))
    }

    private func branch(
        _ condition: Expression, _ then: [Statement], _ otherwise: [Statement], at place: SourceLocation
    ) throws(InterpreterError) {
        try expect(condition, .bool, "the condition of a branch")
        let value: Int32 = try evaluate(condition)
        let decision: Int = emit(Instruction(operation: .branchUnless, b: value))
        arm("if", at: place)
        try compile(then)
        let leave: Int = emit(Instruction(operation: .jump))
        setTarget(of: decision, to: position)
        arm("else", at: place)
        try compile(otherwise)
        setTarget(of: leave, to: position)
    }

    private func choose(
        _ subject: Expression, _ cases: [SwitchCase], _ otherwise: [Statement], at place: SourceLocation
    ) throws(InterpreterError) {
        let value: Int32 = try evaluate(subject)
        let first: Int = parts.ranges.count
        for range: ClosedRange<UInt64> in cases.flatMap(\.ranges) {
            parts.ranges.append(ChoiceRange(low: range.lowerBound, high: range.upperBound, target: 0))
        }
        let decision: Int = emit(
            Instruction(operation: .choose, b: value, c: Int32(first), d: Int32(parts.ranges.count)))
        var leaves: [Int] = []
        var range: Int = first
        for choice: SwitchCase in cases {
            for _ in choice.ranges {
                parts.ranges[range].target = position
                range += 1
            }
            arm("case " + choice.ranges.map(Self.text).joined(separator: ", "), at: choice.location)
            try compile(choice.body)
            leaves.append(emit(Instruction(operation: .jump)))
        }
        setTarget(of: decision, to: position)
        location = place
        arm("default", at: place)
        try compile(otherwise)
        for leave: Int in leaves { setTarget(of: leave, to: position) }
    }

    private static func text(_ range: ClosedRange<UInt64>) -> String {
        let low: String = "0x" + String(range.lowerBound, radix: 16)
        return range.lowerBound == range.upperBound ? low : low + "...0x" + String(range.upperBound, radix: 16)
    }
}

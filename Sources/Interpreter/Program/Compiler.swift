// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension Program {
    /// Compiles lowered IR.
    ///
    /// - Parameters:
    ///   - name: for messages and coverage.
    ///   - body: lowered: without dispositions and fields in expressions.
    ///   - routines: the lowered routines, found by name.
    ///   - symbols: shared by all programs of a machine.
    ///   - mustFinish: whether a path that ends without an action is an error; false for a set-up.
    /// - Throws: ``InterpreterError`` for IR that is malformed or not lowered.
    public convenience init(
        name: String, body: [Statement], routines: [Routine], symbols: SymbolTable, mustFinish: Bool = true
    ) throws(InterpreterError) {
        let compiler = Compiler(name: name, routines: routines, symbols: symbols)
        try compiler.compile(body, mustFinish: mustFinish)
        self.init(compiler.parts)
    }
}

/// Turns lowered IR into flat code.
final class Compiler {
    var parts: ProgramParts
    private let routines: [Routine]
    /// The handler or routine that is being compiled; part of a variable's identity.
    private var owner: String
    private var armsOfOwner: Int = 0
    private var variableSlots: [String: [String: (slot: Int32, type: ValueType)]] = [:]
    private var constantSlots: [UInt64: Int32] = [:]
    private var entries: [String: Int32] = [:]
    private var calls: [(position: Int, routine: Routine)] = []
    /// Of the statement that is being compiled.
    var location: SourceLocation = SourceLocation(fileID: "", line: 0)

    init(name: String, routines: [Routine], symbols: SymbolTable) {
        parts = ProgramParts(name: name, symbols: symbols)
        parts.slotCount = Machine.registerCount
        self.routines = routines
        owner = name
    }

    func compile(_ body: [Statement], mustFinish: Bool) throws(InterpreterError) {
        location = body.first?.location ?? location
        try compile(body)
        emit(Instruction(operation: mustFinish ? .missingEnd : .return))
        // Routines behind the handler, each once; compiling one may bring in more.
        while let call = calls.popLast() {
            if entries[call.routine.name] == nil { try compile(call.routine) }
            parts.code[call.position].a = entries[call.routine.name]!
        }
    }

    private func compile(_ routine: Routine) throws(InterpreterError) {
        guard let lowered = routines.first(where: { $0.name == routine.name }) else {
            throw InterpreterError("no lowered routine is named \(routine.name)", at: routine.location)
        }
        entries[routine.name] = Int32(parts.code.count)
        owner = lowered.name
        armsOfOwner = 0
        location = lowered.location
        for parameter: Local in lowered.parameters { _ = try slot(of: parameter) }
        try compile(lowered.body)
        emit(Instruction(operation: lowered.endsPath ? .missingEnd : .return))
    }

    func perform(_ routine: Routine, _ arguments: [Expression]) throws(InterpreterError) {
        guard arguments.count == routine.parameters.count else {
            throw fault("\(routine.name) takes \(routine.parameters.count) arguments, not \(arguments.count)")
        }
        guard routine.name != owner else { throw fault("\(routine.name) performs itself") }
        for (parameter, argument) in zip(routine.parameters, arguments) {
            try expect(argument, parameter.type, "argument \(parameter.name) of \(routine.name)")
            let caller: String = owner
            // Arguments are the caller's, parameters the routine's.
            let value: Int32 = try evaluate(argument)
            owner = routine.name
            let target: Int32 = try slot(of: parameter)
            owner = caller
            emit(Instruction(operation: .move, a: target, b: value, mask: parameter.type.mask))
        }
        calls.append((parts.code.count, routine))
        emit(Instruction(operation: .perform))
    }

    // MARK: Code

    @discardableResult
    func emit(_ instruction: Instruction) -> Int {
        parts.code.append(instruction)
        parts.locations.append(location)
        return parts.code.count - 1
    }

    var position: Int32 { Int32(parts.code.count) }

    func setTarget(of instruction: Int, to target: Int32) { parts.code[instruction].a = target }

    func list(_ slots: [Int32]) -> Int32 {
        parts.operands += slots
        return Int32(parts.operands.count - slots.count)
    }

    func arm(_ label: String, at location: SourceLocation) {
        parts.arms.append(Arm(owner: owner, number: armsOfOwner, label: label, location: location))
        armsOfOwner += 1
        emit(Instruction(operation: .arm, a: Int32(parts.arms.count - 1)))
    }

    // MARK: Slots

    func newSlot() -> Int32 {
        parts.slotCount += 1
        return Int32(parts.slotCount - 1)
    }

    func slot(of register: Register) -> Int32 { Int32(Machine.index(of: register)) }

    func slot(of local: Local) throws(InterpreterError) -> Int32 {
        if let known = variableSlots[owner]?[local.name] {
            guard known.type == local.type else {
                throw fault("variable \(local.name) is \(known.type) elsewhere and \(local.type) here")
            }
            return known.slot
        }
        let slot: Int32 = newSlot()
        variableSlots[owner, default: [:]][local.name] = (slot, local.type)
        parts.variables.append((Int(slot), local.type))
        return slot
    }

    func slot(of constant: UInt64) -> Int32 {
        if let known = constantSlots[constant] { return known }
        let slot: Int32 = newSlot()
        constantSlots[constant] = slot
        parts.constants.append((Int(slot), constant))
        return slot
    }

    // MARK: Errors

    func fault(_ message: String) -> InterpreterError { InterpreterError(message, at: location) }

    func expect(_ expression: Expression, _ type: ValueType, _ what: String) throws(InterpreterError) {
        if expression.type != type { throw fault("\(what) is \(type), but gets \(expression.type)") }
    }
}

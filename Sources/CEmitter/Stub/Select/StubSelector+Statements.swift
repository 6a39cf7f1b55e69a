// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension StubSelector {
    mutating func select(_ statements: [Statement]) throws(StubFailure) {
        for statement: Statement in statements {
            if !pathIsOpen { return }
            location = statement.location
            try select(statement)
        }
    }

    private mutating func select(_ statement: Statement) throws(StubFailure) {
        if readsWaitingState(statement) { startEffect() }
        switch statement.kind {
        case .assign(let local, let expression):
            assign(local, folded(expression))
        case .readField(let field, let local):
            emit(.readField(field, to: value(of: local), encoding: nil))
        case .writeField(let field, let expression):
            startEffect()
            emit(.writeField(field, .value(evaluate(folded(expression))), encoding: nil))
        case .setRegister(let register, let expression):
            startEffect()
            evaluate(folded(expression), into: .guest(register))
        case .discard(let registers):
            for register: Register in registers { emit(.discard(.guest(register))) }
        case .setState(let variable, let index, let expression):
            change(variable, index, folded(expression)) { .storeMemory($0, $1, $2) }
        case .addState(let variable, let index, let expression):
            change(variable, index, folded(expression)) { .addMemory($0, $1, $2) }
        case .cpuid(let leaf, let subleaf, let eax, let ebx, let ecx, let edx):
            startEffect()
            let number: StubOperand = operand(folded(leaf), .long)
            emit(
                .cpuid(
                    leaf: number, subleaf: operand(folded(subleaf), .long), eax: value(of: eax),
                    ebx: value(of: ebx), ecx: value(of: ecx), edx: value(of: edx)))
        case .readMSR(let address, let local, let faulted):
            startEffect()
            readMSR(folded(address), local, faulted)
        case .writeMSR(let address, let content, let faulted):
            startEffect()
            writeMSR(folded(address), folded(content), faulted)
        case .branch(let condition, let then, let otherwise):
            try select(condition: folded(condition), then, otherwise)
        case .select(let subject, let cases, let otherwise):
            try select(subject: folded(subject), cases, otherwise)
        case .perform(let routine, let arguments):
            try perform(routine, arguments)
        case .finish(.resume):
            flush()
            end(.resume(without: []))
            pathIsOpen = false
        case .call, .emit, .setIndexedRegister, .readIndexedRegister, .finish, .end:
            // Coverage has let this pass only where nothing has happened yet.
            precondition(!hasEffect, "an obstacle was overlooked")
            leave()
        }
    }

    /// Before something that cannot be done twice.
    mutating func startEffect() {
        flush()
        hasEffect = true
    }

    mutating func leave() {
        waiting = []
        end(.jump(slow))
        pathIsOpen = false
    }

    private func readsWaitingState(_ statement: Statement) -> Bool {
        statement.expressions.contains { $0.reads(waiting.map(\.variable)) }
    }

    // MARK: Variables and state

    private mutating func assign(_ local: Local, _ expression: Expression) {
        if case .halves(let low, let high) = bindings[local] {
            let newLow: StubOperand = half(.low, of: expression)
            var newHigh: StubOperand = half(.high, of: expression)
            if newHigh == .value(low) {
                let kept: StubValue = graph.makeValue()
                emit(.copy(newHigh, to: kept))
                newHigh = .value(kept)
            }
            emit(.copy(newLow, to: low))
            emit(.copy(newHigh, to: high))
        } else {
            evaluate(expression, into: value(of: local))
        }
    }

    private mutating func change(
        _ variable: StateVariable, _ index: Expression?, _ amount: Expression,
        _ operation: (StubMemory, StubOperand, StubWidth) -> StubOperation
    ) {
        let place: StubMemory = memory(of: variable, folded(index ?? .constant(0, .u64)))
        let width = StubWidth(variable.type)
        let note: String = CName.snake(variable.name)
        if amount.constantValue != nil {
            let operation: StubOperation = operation(place, operand(amount, width), width)
            waiting.append((variable, StubStep(operation: operation, note: note, location: location)))
        } else {
            startEffect()
            emit(operation(place, operand(amount, width), width), note: note)
        }
    }

    func memory(of variable: StateVariable, _ index: Expression) -> StubMemory {
        let member: StateLayout.Member = layout.members(of: .vcpu).first { $0.variable == variable }!
        return .state(member.offset + variable.type.byteCount * Int(index.constantValue!))
    }

    // MARK: Routines

    private mutating func perform(_ routine: Routine, _ arguments: [Expression]) throws(StubFailure) {
        if coverage.injections.contains(routine.name) && !hasEffect { return leave() }
        let lowered: Routine = coverage.routines[routine.name]!
        var assigned: Set<Local> = []
        lowered.body.forEachStatement { assigned.formUnion($0.assignedLocals) }
        var scope: [Local: Binding] = [:]
        for (parameter, argument) in zip(lowered.parameters, arguments) {
            let argument: Expression = folded(argument)
            if let constant = argument.constantValue, !assigned.contains(parameter) {
                scope[parameter] = .constant(constant)
            } else {
                let value: StubValue = graph.makeValue()
                evaluate(argument, into: value)
                scope[parameter] = .value(value)
            }
        }
        let outer: [Local: Binding] = bindings
        let outerStem: String = labelStem
        bindings = scope
        labelStem += "_" + CName.snake(routine.name)
        bindHalves(in: lowered.body)
        try select(lowered.body)
        bindings = outer
        labelStem = outerStem
    }

    // MARK: MSRs

    private mutating func readMSR(_ address: Expression, _ local: Local, _ faulted: Local) {
        guard case .halves(let low, let high) = bindings[local] else {
            preconditionFailure("RDMSR sets \(local.name), which was not bound")
        }
        accessMSR(faulted, onFault: [low, high]) { selector, then, fault in
            .readMSR(address: selector.operand(address, .long), low: low, high: high, then: then, fault: fault)
        }
    }

    private mutating func writeMSR(_ address: Expression, _ content: Expression, _ faulted: Local) {
        accessMSR(faulted, onFault: []) { selector, then, fault in
            .writeMSR(
                address: selector.operand(address, .long), low: selector.half(.low, of: content),
                high: selector.half(.high, of: content), then: then, fault: fault)
        }
    }

    private mutating func accessMSR(
        _ faulted: Local, onFault zeroed: [StubValue], _ access: (inout StubSelector, Int, Int) -> StubEnd
    ) {
        let flag: StubValue = value(of: faulted)
        let done: Int = makeBlock("done")
        let fault: Int = makeBlock("fault")
        let join: Int = makeBlock("tried")
        let ending: StubEnd = access(&self, done, fault)
        end(ending)
        open(fault)
        for value: StubValue in zeroed { emit(.copy(.immediate(0), to: value)) }
        emit(.copy(.immediate(1), to: flag), note: "faulted")
        close(to: join)
        open(done)
        emit(.copy(.immediate(0), to: flag), note: "did not fault")
        close(to: join)
        open(join)
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// What is known at one point of a path through a handler, whatever values the
/// guest and the processor have brought.
struct PathState: Sendable {
    let knowledge: ControlKnowledge
    var facts: ProcessorFacts
    /// Values of expressions, where more is known than their structure says.
    private(set) var known: KnownValues = KnownValues()
    /// What variables stand for, as long as nothing in it has changed.
    private(set) var definitions: [Local: Expression] = [:]
    /// Variables that have a value on every way to this point.
    private(set) var assigned: Set<Local> = []
    /// Guest registers that have been set on every way to this point.
    private(set) var registersSet: Set<Register> = []

    /// Guest registers whose value nobody may rely on, since some way to this point has said so.
    private(set) var registersDiscarded: Set<Register> = []

    init(_ knowledge: ControlKnowledge, facts: ProcessorFacts) {
        self.knowledge = knowledge
        self.facts = facts
    }

    // MARK: What is known

    func evaluate(_ expression: Expression) -> ValueSet {
        var value: ValueSet = structure(of: expression)
        if case .constant = expression { return value }
        if let more = known[expression] { value = value.intersection(more) ?? value }
        if case .local(let local) = expression, let definition = definitions[local] {
            value = value.intersection(evaluate(definition)) ?? value
        }
        return value
    }

    private func structure(of expression: Expression) -> ValueSet {
        switch expression {
        case .constant(let value, let type): return .only(value, type)
        case .local, .register, .indexedRegister, .field, .state, .environment, .capability, .machine:
            return .every(expression.type)
        case .enabled(let control):
            return knowledge.value(of: control.id, under: facts).map(ValueSet.truth) ?? .every(.bool)
        case .not(let operand): return evaluate(operand).complement
        case .binary(let op, let left, let right): return .of(op, evaluate(left), evaluate(right))
        case .compare(let comparison, let left, let right):
            return ValueSet.of(comparison, evaluate(left), evaluate(right)).map(ValueSet.truth) ?? .every(.bool)
        case .shiftLeft(let operand, let amount): return evaluate(operand).shiftedLeft(by: amount)
        case .shiftRight(let operand, let amount): return evaluate(operand).shiftedRight(by: amount)
        case .bit(let value, let index):
            guard let number = evaluate(index).single else { return .every(.bool) }
            let word: ValueSet = evaluate(value)
            let mask: UInt64 = 1 << (number % UInt64(word.type.bits))
            if word.ones & mask != 0 { return .truth(true) }
            return word.zeroes & mask != 0 ? .truth(false) : .every(.bool)
        case .convert(let operand, let type): return evaluate(operand).converted(to: type)
        case .select(let condition, let then, let otherwise):
            switch evaluate(condition).truth {
            case true?: return evaluate(then)
            case false?: return evaluate(otherwise)
            case nil: return evaluate(then).union(evaluate(otherwise))
            }
        }
    }

    /// Whether what makes a field or a feature exist is sure: it follows, or no processor lacks it that the
    /// hypervisor starts on and for which everything is so that the path knows.
    func implies(_ predicate: CapabilityPredicate) -> Bool {
        let follows: Bool = facts.imply(predicate, knowledge) { address, bit in
            known.entries.contains { entry in
                guard case .capability(let msr) = entry.expression, msr.address == address else { return false }
                return entry.value.ones & (1 << UInt64(bit)) != 0
            }
        }
        if follows { return true }
        guard let closure = knowledge.closure else { return false }
        return !closure.isPossible(question.and(predicate, false))
    }

    /// Everything that the path knows of the processor.
    var question: ClosureQuestion {
        var question: ClosureQuestion = facts.question
        for entry: KnownValues.Entry in known.entries {
            guard case .capability(let msr) = entry.expression else { continue }
            for bit: Int in 0..<64 where entry.value.ones >> UInt64(bit) & 1 != 0 {
                question = question.and(.msrBit(msr.address, bit), true)
            }
        }
        return question
    }

    // MARK: What changes

    mutating func remember(_ expression: Expression, _ value: ValueSet) {
        guard expression.isStable else { return }
        known[expression] = value
    }

    mutating func assign(_ local: Local, _ value: Expression?) {
        let result: ValueSet? = value.map(evaluate)
        forget { $0 == .local(local) }
        assigned.insert(local)
        if let result, result != .every(local.type) { known[.local(local)] = result }
        if let value, value.isStable, !value.contains(where: { $0 == .local(local) }) { definitions[local] = value }
    }

    mutating func set(_ place: Expression, to value: Expression) {
        let result: ValueSet = evaluate(value)
        forget { $0 == place }
        if result != .every(place.type) { remember(place, result) }
    }

    mutating func noteSet(_ register: Register) {
        registersSet.insert(register)
        registersDiscarded.remove(register)
    }

    mutating func noteDiscarded(_ registers: [Register]) { registersDiscarded.formUnion(registers) }

    /// Forgets what is known of every expression that holds a part of that kind.
    mutating func forget(_ changed: (Expression) -> Bool) {
        known.forget(changed)
        if !definitions.isEmpty {
            definitions = definitions.filter { !changed(.local($0.key)) && !$0.value.contains(where: changed) }
        }
    }

    /// What is known where two ways meet.
    func join(_ other: PathState) -> PathState {
        var result = PathState(knowledge, facts: facts.intersection(other.facts))
        result.known = known.join(other.known)
        result.definitions = definitions.isEmpty ? [:] : definitions.filter { other.definitions[$0.key] == $0.value }
        result.assigned = assigned.intersection(other.assigned)
        result.registersSet = registersSet.intersection(other.registersSet)
        result.registersDiscarded = registersDiscarded.union(other.registersDiscarded)
        return result
    }
}

extension Expression {
    /// Whether a part of the expression, or the whole, is such that `body` holds.
    func contains(where body: (Expression) -> Bool) -> Bool {
        body(self) || operands.contains { $0.contains(where: body) }
    }

    /// Whether only this handler can change the value: state of the whole VM belongs to all processors.
    var isStable: Bool {
        !contains { part in
            if case .state(let variable, _) = part { variable.scope == .vm } else { false }
        }
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import Synchronization
import VMXModel

/// What the VMCS holds at the end of the set-up, and what handlers make of it.
final class SetupEnds: Sendable {
    private let hypervisor: HypervisorDescription
    private let knowledge: ControlKnowledge
    private let ends: Mutex<[ClosureQuestion: PathState?]> = Mutex([:])
    private let writes: Mutex<[ClosureQuestion: [HandlerWrite]]> = Mutex([:])

    /// A statement of a handler that writes a field, on a path that can be taken.
    struct HandlerWrite: Sendable {
        let statement: Statement
        let field: VMCSField
        /// What is written; nil where a native writes.
        let value: Expression?
        /// Bits of the value that may be 1.
        let possibleOnes: UInt64
    }

    init(_ hypervisor: HypervisorDescription, _ knowledge: ControlKnowledge) {
        self.hypervisor = hypervisor
        self.knowledge = knowledge
    }

    /// What is known at the end of the set-up on processors with which negotiation ends so; nil when there is no end.
    func state(_ question: ClosureQuestion) -> PathState? {
        if let state = ends.withLock({ $0[question] }) { return state }
        let end: PathState? = PathWalker { _, _ in }.walk(hypervisor.setup, start(question))
        ends.withLock { $0[question] = .some(end) }
        return end
    }

    private func start(_ question: ClosureQuestion) -> PathState {
        var facts = ProcessorFacts()
        for id: ControlID in knowledge.required { facts.learn(set: id, knowledge) }
        for (id, value) in question.controls.sorted(by: { $0.key < $1.key }) {
            if value { facts.learn(set: id, knowledge) } else { facts.learn(clear: id) }
        }
        return PathState(knowledge, facts: facts)
    }

    /// The set-up's first write of a field that is not known to be 0.
    func write(_ isWanted: (VMCSField) -> Bool) -> Statement? {
        var found: Statement?
        hypervisor.setup.forEachStatement { statement in
            guard case .writeField(let field, let value) = statement.kind, found == nil else { return }
            if isWanted(field), value.constantValue != 0 { found = statement }
        }
        return found
    }

    /// Whether the set-up writes the field at all.
    func isWritten(_ field: VMCSField) -> Bool {
        var found = false
        hypervisor.setup.forEachStatement { statement in
            if case .writeField(field, _) = statement.kind { found = true }
        }
        return found
    }

    /// What handlers write on processors with which negotiation ends so.
    func handlerWrites(_ question: ClosureQuestion) -> [HandlerWrite] {
        if let known = writes.withLock({ $0[question] }) { return known }
        var found: [HandlerWrite] = []
        let walker = PathWalker { statement, state in
            switch statement.kind {
            case .writeField(let field, let value) where field.group == .control:
                found.append(
                    HandlerWrite(
                        statement: statement, field: field, value: value,
                        possibleOnes: state.evaluate(value).possibleOnes))
            case .call(let native, _, _):
                found += native.effects.writesFields.map { field in
                    HandlerWrite(
                        statement: statement, field: field, value: nil, possibleOnes: field.valueType.mask)
                }
            default: break
            }
        }
        let first: PathState = start(question)
        for handler: Handler in hypervisor.handlers where handler.body.writesControlFields {
            _ = walker.walk(handler.body, first)
        }
        writes.withLock { $0[question] = found }
        return found
    }

    /// The first statement of a handler that may leave something else than 0 in the field.
    func handlerWrite(_ field: VMCSField, _ question: ClosureQuestion = ClosureQuestion()) -> Statement? {
        handlerWrites(question).first { $0.field == field && $0.possibleOnes != 0 }?.statement
    }

    /// Bits of a field that may be 1 while the guest runs, on processors with which negotiation ends so.
    func possibleOnes(_ field: VMCSField, _ question: ClosureQuestion) -> UInt64 {
        let later: UInt64 = handlerWrites(question).filter { $0.field == field }.reduce(0) { $0 | $1.possibleOnes }
        guard isWritten(field), let end = state(question) else { return later }
        return later | end.evaluate(.field(field)).possibleOnes
    }
}

extension Array where Element == Statement {
    fileprivate var writesControlFields: Bool {
        var result = false
        forEachStatement { statement in
            switch statement.kind {
            case .writeField(let field, _) where field.group == .control: result = true
            case .call(let native, _, _) where !native.effects.writesFields.isEmpty: result = true
            default: break
            }
        }
        return result
    }
}

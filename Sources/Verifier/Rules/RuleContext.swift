// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// What a rule looks at.
struct RuleContext {
    let architecture: ArchitectureDescription
    let hypervisor: HypervisorDescription
    let reachability: ExitReachability
    /// What negotiation can end with.
    let closure: NegotiationClosure
    let knowledge: ControlKnowledge
    /// The handlers, the set-up and the architecture's routines.
    let units: [CodeUnit]
    /// Every statement that some path of a handler or of the set-up reaches, with what is known there.
    let visits: [Visit]

    /// A statement on its paths.
    struct Visit {
        let unit: CodeUnit
        let statement: Statement
        /// What is known before it.
        let state: PathState
    }

    init(architecture: ArchitectureDescription, hypervisor: HypervisorDescription) {
        self.architecture = architecture
        self.hypervisor = hypervisor
        reachability = ExitReachability(architecture: architecture, hypervisor: hypervisor)
        closure = reachability.closure
        knowledge = reachability.knowledge
        units =
            hypervisor.handlers.map { CodeUnit(.handler($0)) }
            + [CodeUnit(.setup(hypervisor.setup, hypervisor.location))]
            + architecture.dispositions.all.map { CodeUnit(.routine($0)) }
        var visits: [Visit] = []
        for unit: CodeUnit in units {
            let start: PathState = Self.start(of: unit, knowledge, reachability)
            let walker = PathWalker { visits.append(Visit(unit: unit, statement: $0, state: $1)) }
            _ = walker.walk(unit.statements, start)
        }
        self.visits = visits
    }

    /// What is known where a handler, the set-up or a routine starts.
    func start(of unit: CodeUnit) -> PathState { Self.start(of: unit, knowledge, reachability) }

    /// Handlers for a basic exit reason, by its number.
    func handlers(for number: UInt16) -> [Handler] { hypervisor.handlers.filter { $0.reason.number == number } }

    private static func start(
        of unit: CodeUnit, _ knowledge: ControlKnowledge, _ reachability: ExitReachability
    ) -> PathState {
        // A routine serves every hypervisor: it may rely on nothing that one of them requires.
        if case .routine = unit.owner {
            return PathState(
                ControlKnowledge(
                    controls: reachability.architecture.controls, words: reachability.architecture.controlWords),
                facts: ProcessorFacts()
            ).ready(for: unit)
        }
        var facts = ProcessorFacts()
        for id: ControlID in knowledge.required { facts.learn(set: id, knowledge) }
        guard let handler = unit.handler else { return PathState(knowledge, facts: facts).ready(for: unit) }
        facts.learn(handler.reason.existsWhen)
        let ways: ExitWays = reachability.ways(to: handler.reason)
        for id: ControlID in ways.controlsSurelySet { facts.learn(set: id, knowledge) }
        for id: ControlID in ways.controlsSurelyClear { facts.learn(clear: id) }
        var state: PathState = PathState(knowledge, facts: facts).ready(for: unit)
        for (field, bits) in reachability.information(of: handler.reason) {
            _ = state.refineBits(.field(field), zeroes: bits.zeroes, ones: bits.ones)
        }
        return state
    }
}

extension PathState {
    /// With what the unit's parameters and the processor's bounded fields are.
    fileprivate func ready(for unit: CodeUnit) -> PathState {
        var state: PathState = self
        for local: Local in unit.parameters { state.assign(local, nil) }
        for (field, highest) in Manual.boundedFields {
            state.remember(.field(field), .every(field.valueType).intersection(highest) ?? .every(field.valueType))
        }
        return state
    }
}

/// A list of statements that runs as a whole.
final class CodeUnit: Sendable {
    enum Owner: Sendable {
        case handler(Handler)
        case setup([Statement], SourceLocation)
        case routine(Routine)
    }

    let owner: Owner
    let statements: [Statement]
    /// The same with all nested ones, in the order of the text.
    let everyStatement: [Statement]

    init(_ owner: Owner) {
        self.owner = owner
        statements =
            switch owner {
            case .handler(let handler): handler.body
            case .setup(let statements, _): statements
            case .routine(let routine): routine.body
            }
        var every: [Statement] = []
        statements.forEachStatement { every.append($0) }
        everyStatement = every
    }

    var parameters: [Local] { if case .routine(let routine) = owner { routine.parameters } else { [] } }

    var location: SourceLocation {
        switch owner {
        case .handler(let handler): handler.location
        case .setup(_, let location): location
        case .routine(let routine): routine.location
        }
    }

    /// The handler, if it is one.
    var handler: Handler? { if case .handler(let handler) = owner { handler } else { nil } }

    /// For people, for example `the handler for "CPUID"`.
    var name: String {
        switch owner {
        case .handler(let handler): "the handler for \"\(handler.reason.name)\""
        case .setup: "the set-up of the VMCS"
        case .routine(let routine): "the routine \(routine.name)"
        }
    }
}

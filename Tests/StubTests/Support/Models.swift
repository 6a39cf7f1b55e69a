// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Hypervisors
import VMXModel
import Verifier

// Testing has a SourceLocation too.
typealias Place = VMXModel.SourceLocation

enum Models {
    /// The observer, with stubs for these exits and no others.
    static func observer(stubs reasons: [ExitReason]) throws -> ResolvedModel {
        let original: HypervisorDescription = Hypervisors.observer
        let handlers: [Handler] = original.handlers.map { handler in
            Handler(
                reason: handler.reason, form: reasons.contains(handler.reason) ? .stub : .c, body: handler.body,
                location: handler.location)
        }
        let changed = HypervisorDescription(
            name: original.name, summary: original.summary, mode: original.mode, isTestOnly: original.isTestOnly,
            controls: original.controls, ownedBits: original.ownedBits, msrRules: original.msrRules,
            interceptedExceptions: original.interceptedExceptions, states: original.states,
            hypercalls: original.hypercalls, handlers: handlers, setup: original.setup, location: original.location)
        return try Verifier(architecture: architecture).resolve([changed])
    }

    /// The observer's CPUID with changes to what lowering does, none of which a guest can see.
    ///
    /// - Parameters:
    ///   - early: RIP is advanced before CPUID is executed.
    ///   - carry: a wrap of EIP is found as a carry out of bit 31, not in bits 31 and 32.
    static func cpuid(advancingEarly early: Bool, findingCarry carry: Bool) throws -> ResolvedModel {
        let model: ResolvedModel = try observer(stubs: [exits.cpuid.declaration])
        let handler: ResolvedHypervisor.LoweredHandler = model.hypervisors[0].handlers.first { $0.form == .stub }!
        var body: [Statement] = handler.body
        guard let advance = body.firstIndex(where: { if case .perform = $0.kind { true } else { false } }),
            let choice = body.firstIndex(where: { if case .select = $0.kind { true } else { false } })
        else { throw ToolFailure(description: "the handler of CPUID has another form") }
        if early { body.insert(body.remove(at: advance), at: choice) }
        let routines: [Routine] = model.routines.map { routine in
            carry && routine.name == "advance" ? withCarry(routine) : routine
        }
        return try hypervisor(
            [(exits.cpuid.declaration, body)], states: model.hypervisors[0].description.states, routines)
    }

    private static func withCarry(_ routine: Routine) -> Routine {
        var start: Local?
        let body: [Statement] = routine.body.map { statement in
            if case .readField(let field, let local) = statement.kind, field.symbol == "GUEST_RIP" {
                start = local
            }
            guard case .branch(let condition, let then, let otherwise) = statement.kind, let start,
                case .compare(.equal, .shiftRight, .constant(3, .u64)) = condition
            else { return statement }
            let carry: Expression = .compare(
                .less, .convert(.local(Local("next", .u64)), .u32), .convert(.local(start), .u32))
            return Statement(.branch(carry, then: then, else: otherwise), at: statement.location)
        }
        return Routine(
            name: routine.name, summary: routine.summary, parameters: routine.parameters, body: body,
            endsPath: routine.endsPath, location: routine.location)
    }

    /// A hypervisor of nothing but stubs, made of lowered handlers.
    static func hypervisor(
        _ handlers: [(reason: ExitReason, body: [Statement])], states: [StateVariable] = [],
        _ changedRoutines: [Routine]? = nil
    ) throws -> ResolvedModel {
        let place = Place(fileID: "StubTests/Models.swift", line: 1)
        let description = HypervisorDescription(
            name: "sample", summary: "", mode: .runningSystem, isTestOnly: true, controls: [], ownedBits: [],
            msrRules: [], interceptedExceptions: [], states: states, hypercalls: [],
            handlers: handlers.map { Handler(reason: $0.reason, form: .stub, body: $0.body, location: place) },
            setup: [], location: place)
        let resolved = ResolvedHypervisor(
            description: description,
            handlers: handlers.map {
                ResolvedHypervisor.LoweredHandler(reason: $0.reason, form: .stub, body: $0.body, location: place)
            }, setup: [], stopReasons: [.noHandler], possibleExits: handlers.map(\.reason))
        return ResolvedModel(
            architecture: architecture, routines: try changedRoutines ?? routines, hypervisors: [resolved])
    }

    /// The architecture's routines as they are printed.
    static var routines: [Routine] {
        get throws { try Verifier(architecture: architecture).resolve([Hypervisors.observer]).routines }
    }
}

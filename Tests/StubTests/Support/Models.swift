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
        try observer { handler in
            Handler(
                reason: handler.reason, form: reasons.contains(handler.reason) ? .stub : .c, body: handler.body,
                location: handler.location)
        }
    }

    /// The observer with other handlers.
    static func observer(_ change: (Handler) -> Handler) throws -> ResolvedModel {
        let original: HypervisorDescription = Hypervisors.observer
        let changed = HypervisorDescription(
            name: original.name, summary: original.summary, mode: original.mode, isTestOnly: original.isTestOnly,
            controls: original.controls, ownedBits: original.ownedBits, msrRules: original.msrRules,
            interceptedExceptions: original.interceptedExceptions, states: original.states,
            hypercalls: original.hypercalls, handlers: original.handlers.map(change), setup: original.setup,
            location: original.location)
        return try Verifier(architecture: architecture).resolve([changed])
    }

    /// Names of the hypervisors that have an exit entry of their own.
    static let withEntries: [String] = Hypervisors.hypervisors.filter { $0.mode == .runningSystem }.map(\.name)

    /// A hypervisor of this repository and nothing else.
    static func whole(_ name: String) throws -> ResolvedModel {
        try Verifier(architecture: architecture).resolve(Hypervisors.hypervisors.filter { $0.name == name })
    }

    static func resolved(_ name: String) throws -> ResolvedHypervisor { try whole(name).hypervisors[0] }

    /// The observer's CPUID without what lowering moves: RIP is advanced when CPUID has been executed.
    static func cpuidBeforeAdvancing() throws -> ResolvedModel {
        let model: ResolvedModel = try observer(stubs: [exits.cpuid.declaration])
        let handler: ResolvedHypervisor.LoweredHandler = model.hypervisors[0].handlers.first { $0.form == .stub }!
        var body: [Statement] = handler.body
        guard let advance = body.firstIndex(where: { if case .perform = $0.kind { true } else { false } }),
            let choice = body.firstIndex(where: { if case .select = $0.kind { true } else { false } })
        else { throw ToolFailure(description: "the handler of CPUID has another form") }
        guard advance < choice else { throw ToolFailure(description: "lowering does not advance before CPUID") }
        body.insert(body.remove(at: advance), at: choice)
        return try hypervisor([(exits.cpuid.declaration, body)], states: model.hypervisors[0].description.states)
    }

    /// A hypervisor of nothing but stubs, made of lowered handlers.
    static func hypervisor(
        _ handlers: [(reason: ExitReason, body: [Statement])], states: [StateVariable] = []
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
            architecture: architecture, routines: try routines, hypervisors: [resolved])
    }

    /// The architecture's routines as they are printed.
    static var routines: [Routine] {
        get throws { try Verifier(architecture: architecture).resolve([Hypervisors.observer]).routines }
    }
}

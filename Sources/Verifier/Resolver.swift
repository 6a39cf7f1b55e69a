// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Checks hypervisors against the architecture and resolves them into what is printed.
public struct Verifier: Sendable {
    public let architecture: ArchitectureDescription

    public init(architecture: ArchitectureDescription) { self.architecture = architecture }

    /// The resolved model, or everything that is wrong, sorted by place.
    ///
    /// - Throws: ``VerificationFailure``; nothing is resolved when anything is wrong.
    public func resolve(_ descriptions: [HypervisorDescription]) throws(VerificationFailure) -> ResolvedModel {
        let diagnostics: [Diagnostic] = check(descriptions)
        if diagnostics.contains(where: { $0.severity == .error }) {
            throw VerificationFailure(diagnostics: diagnostics)
        }
        return lower(descriptions)
    }

    /// The resolved model of descriptions that nothing is wrong with.
    public func lower(_ descriptions: [HypervisorDescription]) -> ResolvedModel {
        let lowering = Lowering(architecture: architecture)
        let dispositions: DispositionRoutines = architecture.dispositions
        let routines: [Routine] = dispositions.all.map(lowering.lower)
        return ResolvedModel(
            architecture: architecture, routines: routines,
            hypervisors: descriptions.map { resolve($0, lowering, routines) })
    }

    /// Everything that is wrong with the descriptions, sorted by place.
    public func check(_ descriptions: [HypervisorDescription]) -> [Diagnostic] {
        Rules.check(descriptions, architecture)
    }

    private func resolve(
        _ description: HypervisorDescription, _ lowering: Lowering, _ routines: [Routine]
    ) -> ResolvedHypervisor {
        let choice = FormChoice(
            coverage: StubCoverage(routines: routines, dispositions: architecture.dispositions),
            mode: description.mode)
        let handlers: [ResolvedHypervisor.LoweredHandler] = description.handlers
            .sorted { $0.reason.number < $1.reason.number }
            .map { lowering.lower($0, choice) }
        return ResolvedHypervisor(
            description: description, handlers: handlers, setup: lowering.schedule(description.setup),
            stopReasons: stopReasons(of: handlers),
            possibleExits: ExitReachability(architecture: architecture, hypervisor: description).possibleExits)
    }

    /// Reasons in the order of their first use; those of the routines come first, so that
    /// their numbers are the same in every hypervisor.
    private func stopReasons(of handlers: [ResolvedHypervisor.LoweredHandler]) -> [StopReason] {
        var found: [StopReason] = [.noHandler]
        func collect(_ statement: Statement) {
            switch statement.kind {
            case .finish(.stop(let reason)), .finish(.fatal(let reason)):
                if !found.contains(reason) { found.append(reason) }
            default: break
            }
        }
        for routine: Routine in architecture.dispositions.all { routine.body.forEachStatement(collect) }
        for handler: ResolvedHypervisor.LoweredHandler in handlers { handler.body.forEachStatement(collect) }
        return found
    }
}

/// That a description is not right, and all the reasons.
public struct VerificationFailure: Error {
    public let diagnostics: [Diagnostic]

    public init(diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
}

// SPDX-License-Identifier: GPL-2.0-only

import Synchronization
import VMXModel

/// Programs that have been compiled in this process: checks, files and reports all ask for the same ones, and the
/// search for the shortest stub is most of what a generation takes.
///
/// A program depends on nothing but what the key has.
final class StubProgramMemory: Sendable {
    static let shared = StubProgramMemory()

    /// Spelled out where values of the model are equal that a program tells apart.
    struct Key: Hashable {
        struct Handler: Hashable {
            let reason: ExitReason
            let form: VMXModel.Handler.Form
            let rate: UInt32
            let call: HandlerCall
            let body: [Statement]
            let locations: [SourceLocation]
        }

        struct State: Hashable {
            let name: String
            let type: ValueType
            let count: Int?
            let scope: StateVariable.Scope
        }

        let hypervisor: String
        let handlers: [Handler]
        let states: [State]
        let routines: [[Statement]]

        init(_ model: ResolvedModel, _ hypervisor: ResolvedHypervisor) {
            let routines: [String: Routine] = StubCoverage(model).routines
            self.hypervisor = hypervisor.name
            handlers = hypervisor.handlers.map { handler in
                var locations: [SourceLocation] = [handler.location]
                handler.body.forEachStatement { locations.append($0.location) }
                return Handler(
                    reason: handler.reason, form: handler.form, rate: handler.rate,
                    call: HandlerCall(of: handler, routines: routines), body: handler.body, locations: locations)
            }
            states = hypervisor.description.states.map {
                State(name: $0.name, type: $0.type, count: $0.count, scope: $0.scope)
            }
            self.routines = model.routines.map(\.body)
        }
    }

    private let programs: Mutex<[Key: StubProgram]> = Mutex([:])

    func program(
        _ key: Key, _ compile: () throws(StubFailure) -> StubProgram
    ) throws(StubFailure) -> StubProgram {
        if let known = programs.withLock({ $0[key] }) { return known }
        let program: StubProgram = try compile()
        programs.withLock { $0[key] = program }
        return program
    }
}

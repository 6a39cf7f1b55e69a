// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension Manifest {
    /// What exits for one reason lead to.
    public struct Handler: Codable, Sendable {
        public var exit: String
        public var number: Int
        /// `c` or `stub`.
        public var form: String
        public var fieldsRead: [String]
        public var fieldsWritten: [String]
        /// The routines and the ends of its paths.
        public var dispositions: [String]
        /// Numbers, `register rcx` for one that the guest names, or `any`.
        public var msrsRead: [String]?
        public var msrsWritten: [String]?
        public var registersWritten: [String]?
        public var stateWritten: [String]?
        public var natives: [String]?
        /// Numbers of the kinds of records that it puts into the ring.
        public var events: [Int]?
        /// Of all that it does, but not of the shared routines: those have their own.
        public var fingerprint: String
        public var cost: HandlerCost
    }
}

extension Manifest.Handler {
    init(_ entry: ResolvedCost, in hypervisor: ResolvedHypervisor, routines: [Routine]) {
        let handler: ResolvedHypervisor.LoweredHandler = entry.handler
        var reads: [String] = []
        var writes: [String] = []
        var ends: [String] = []
        func add(_ text: String, to list: inout [String]) {
            if !list.contains(text) { list.append(text) }
        }
        func visit(_ statement: Statement) {
            switch statement.kind {
            case .readField(let field, _): add(field.symbol, to: &reads)
            case .writeField(let field, _): add(field.symbol, to: &writes)
            case .perform(let routine, _):
                add(routine.name, to: &ends)
                routines.first { $0.name == routine.name }?.body.forEachStatement(visit)
            case .finish(let action): add(action.text, to: &ends)
            default: break
            }
        }
        handler.body.forEachStatement(visit)
        let effects = HandlerEffects(of: handler, in: hypervisor, routines: routines)
        exit = handler.reason.name
        number = Int(handler.reason.number)
        form = handler.form.rawValue
        fieldsRead = reads
        fieldsWritten = writes
        dispositions = ends
        msrsRead = effects.msrsRead.ifAny
        msrsWritten = effects.msrsWritten.ifAny
        registersWritten = effects.registersWritten.ifAny
        stateWritten = effects.stateWritten.ifAny
        natives = effects.natives.ifAny
        events = effects.events.ifAny
        fingerprint = Fingerprint.text(of: handler.body)
        cost = entry.cost
    }
}

extension ExitAction {
    var text: String {
        switch self {
        case .resume: "resume"
        case .stop(let reason): "stop: \(reason.message)"
        case .fatal(let reason): "fatal: \(reason.message)"
        case .leaveToUser(let reason): "leave to user space: \(reason.symbol)"
        }
    }
}

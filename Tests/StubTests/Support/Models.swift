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
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV002: a handler that no exit reaches, or a second one for the same reason.
enum UnreachableHandler: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.unreachableHandler.code]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        var found: [Diagnostic] = []
        var first: [ExitReason: Handler] = [:]
        for handler: Handler in context.hypervisor.handlers {
            let reason: ExitReason = handler.reason
            if let other = first[reason] {
                found.append(
                    Diagnostic(
                        .unreachableHandler, "a second handler for \"\(reason.name)\"", at: handler.location,
                        suggestion: "make one handler of the two",
                        notes: [Diagnostic.Note("the first one is here", at: other.location)]))
                continue
            }
            first[reason] = handler
            guard !context.reachability.isPossible(reason) else { continue }
            found.append(
                Diagnostic(
                    .unreachableHandler,
                    "the handler for \"\(reason.name)\" can never run: "
                        + (context.reachability.contradiction(in: reason)
                            ?? "nothing in \(context.hypervisor.name) causes that exit"),
                    at: handler.location,
                    suggestion: suggestion(reason, context.reachability),
                    notes: [Diagnostic.Note("the exit reason is declared here", at: reason.location)]))
        }
        return found
    }

    private static func suggestion(_ reason: ExitReason, _ reachability: ExitReachability) -> String {
        reason.causes.isEmpty
            ? "take the handler away"
            : "take the handler away, or ask for the exit: it happens \(reachability.wayToCause(reason))"
    }
}

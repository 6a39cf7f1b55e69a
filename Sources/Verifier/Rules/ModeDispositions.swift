// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV016: a handler uses only dispositions that its mode has.
///
/// In guest mode `stop` and `fatal` end the vcpu. There is no advance-and-stop: nothing
/// goes on behind the instruction.
enum ModeDispositions: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.mode.code]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        let hypervisor: HypervisorDescription = context.hypervisor
        return hypervisor.handlers.flatMap { handler in
            handler.body.flatMapStatements { statement in
                guard let (words, suggestion) = problem(statement, hypervisor.mode) else { return [] }
                return [
                    Diagnostic(
                        .mode, words, at: statement.location, suggestion: suggestion,
                        notes: [Diagnostic.Note("the mode is chosen here", at: hypervisor.location)])
                ]
            }
        }
    }

    private static func problem(
        _ statement: Statement, _ mode: HypervisorDescription.Mode
    ) -> (words: String, suggestion: String)? {
        switch (mode, statement.kind) {
        case (.runningSystem, .end(.leaveToUser)), (.runningSystem, .end(.advanceAndLeaveToUser)):
            (
                "the running system runs on behalf of no process, so there is none to leave to",
                "handle the exit in root mode, or make the hypervisor one of guest mode"
            )
        case (.guest, .end(.advanceAndStop)):
            (
                "a vcpu of guest mode does not go on behind the instruction once it has stopped",
                "use AdvanceAndLeaveToUser(…), which can be resumed, or Stop(…), which ends the vcpu"
            )
        default: nil
        }
    }
}

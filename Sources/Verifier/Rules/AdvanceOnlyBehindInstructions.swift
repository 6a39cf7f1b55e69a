// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV004: RIP is advanced only where the exit left it at an instruction whose length it tells.
enum AdvanceOnlyBehindInstructions: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.advance.code]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        let advance: Routine = context.architecture.dispositions.advance
        return context.hypervisor.handlers.flatMap { handler -> [Diagnostic] in
            guard let why = obstacle(handler.reason) else { return [] }
            var found: [Diagnostic] = []
            handler.body.forEachStatement { statement in
                guard advances(statement, advance) else { return }
                found.append(
                    Diagnostic(
                        .advance, "RIP is advanced on an exit for \"\(handler.reason.name)\", \(why.words)",
                        at: statement.location, section: why.section, suggestion: why.suggestion,
                        notes: [Diagnostic.Note("the exit reason is declared here", at: handler.reason.location)]))
            }
            return found
        }
    }

    private static func advances(_ statement: Statement, _ routine: Routine) -> Bool {
        switch statement.kind {
        case .end(.advance), .end(.advanceAndStop), .end(.advanceAndLeaveToUser): true
        case .perform(let performed, _): performed == routine
        default: false
        }
    }

    private struct Obstacle {
        let words: String
        let suggestion: String
        var section: String?
    }

    private static func obstacle(_ reason: ExitReason) -> Obstacle? {
        switch reason.kind {
        case .trapLike:
            return Obstacle(
                words: "which is trap-like: the instruction is done and RIP is behind it already",
                suggestion: "use Resume(), or Stop(…) or LeaveToUser(…) as they are",
                section: #"SDM volume 3, "Saving Guest State""#)
        case .asynchronous:
            return Obstacle(
                words: "which no instruction caused: RIP is at one that has not run yet",
                suggestion: "use Resume()", section: #"SDM volume 3, "Other Causes of VM Exits""#)
        case .entryFailure:
            return Obstacle(
                words: "which happens before the guest runs", suggestion: "use Fatal(…)",
                section: #"SDM volume 3, "VM-Entry Failures During or After Loading Guest State""#)
        case .faultLike:
            return reason.instructionLengthIsValid
                ? nil
                : Obstacle(
                    words: "for which the VM-exit instruction length is not defined",
                    suggestion: "use Resume() to execute the instruction again, or Inject(…) a fault")
        }
    }
}

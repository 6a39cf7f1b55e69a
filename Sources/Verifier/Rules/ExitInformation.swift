// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV018: a handler reads only what the exit has defined.
enum ExitInformation: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.exitInformation.code]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        context.hypervisor.handlers.flatMap { handler -> [Diagnostic] in
            let undefined: [VMCSField] = fieldsUndefined(for: handler.reason)
            return handler.body.flatMapStatements { statement in
                statement.fieldsRead.filter(undefined.contains).map { field in
                    Diagnostic(
                        .exitInformation,
                        "\(field.symbol) (\"\(field.name)\") is not defined for an exit for \"\(handler.reason.name)\"",
                        at: statement.location, suggestion: "use what the exit reason's row in the database has",
                        notes: [Diagnostic.Note("the exit reason is declared here", at: handler.reason.location)])
                }
            }
        }
    }

    private static func fieldsUndefined(for reason: ExitReason) -> [VMCSField] {
        let tellsInterruption: Bool =
            reason.number == Manual.exceptionOrNMI || reason.number == Manual.externalInterrupt
        let conditions: [(field: VMCSField, isDefined: Bool)] = [
            (Manual.exitQualification, reason.qualification != nil),
            (Manual.instructionInformation, reason.instructionInformation != nil),
            (Manual.instructionLength, reason.instructionLengthIsValid),
            (Manual.guestLinearAddress, reason.guestLinearAddressIsValid),
            (Manual.guestPhysicalAddress, reason.guestPhysicalAddressIsValid),
            (Manual.interruptionInformation, tellsInterruption),
            (Manual.interruptionErrorCode, reason.number == Manual.exceptionOrNMI),
            // VMLAUNCH, VMREAD and their like set it when they fail; no exit does.
            (Manual.instructionError, false),
        ]
        return conditions.filter { !$0.isDefined }.map(\.field)
    }
}

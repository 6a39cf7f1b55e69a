// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV045: the IDT-vectoring fields tell of the event that the exit interrupted, and of no other.
enum OriginalEvents: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.originalEvents.code]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        var found: [Diagnostic] = []
        for visit: RuleContext.Visit in context.visits {
            guard let handler = visit.unit.handler else { continue }
            let field: VMCSField = Manual.idtVectoringErrorCode
            let note = Diagnostic.Note("\(visit.unit.name) starts here", at: handler.location)
            if case .end(.inject(let event)) = visit.statement.kind,
                let code = event.errorCode, stands(for: field, code, visit.state)
            {
                found.append(
                    Diagnostic(
                        .originalEvents,
                        "the error code is that of the event whose delivery the exit interrupted, and another event "
                            + "gets it",
                        at: visit.statement.location,
                        suggestion: "take the exit's own: vmcs.exit.interruptionErrorCode, or Reflect()",
                        notes: [note]))
            } else if visit.statement.fieldsRead.contains(field), !isDefined(visit.state) {
                found.append(
                    Diagnostic(
                        .originalEvents,
                        "IDT_VECTORING_ERROR_CODE is defined only where bits 31 and 11 of the IDT-vectoring "
                            + "information are 1, which no test on the path says",
                        at: visit.statement.location,
                        suggestion: "read vmcs.exit.interruptionErrorCode for the exit's own error code",
                        notes: [note]))
            }
        }
        return found
    }

    private static func isDefined(_ state: PathState) -> Bool {
        let needed: UInt64 = 1 << 31 | 1 << 11
        return needed & ~state.evaluate(.field(Manual.idtVectoringInformation)).ones == 0
    }

    /// Whether the value comes from the field, by way of variables too.
    private static func stands(for field: VMCSField, _ value: Expression, _ state: PathState) -> Bool {
        value.contains { part in
            switch part {
            case .field(field): true
            case .local(let local):
                state.definitions[local].map { stands(for: field, $0, state) } ?? false
            default: false
            }
        }
    }
}

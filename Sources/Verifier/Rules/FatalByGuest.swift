// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV009: no guest can end the hypervisor, and ring 3 cannot stop it.
enum FatalByGuest: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.fatalByGuest.code]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        var found: [Diagnostic] = []
        for visit: RuleContext.Visit in context.visits where visit.statement.isFatal {
            guard let handler = visit.unit.handler, handler.reason.isCausedByGuest else { continue }
            found.append(diagnostic("fatal", handler, at: visit.statement.location, who: "guest code"))
        }
        for handler: Handler in context.hypervisor.handlers
        where handler.reason.isCausedByGuest && handler.reason.fromUserMode && handler.body.containsStop {
            found += stopsFromUserMode(handler, context)
        }
        return found
    }

    /// Runs the handler with the guest at CPL 3, and finds the stops that are still reached.
    private static func stopsFromUserMode(_ handler: Handler, _ context: RuleContext) -> [Diagnostic] {
        var state: PathState = context.start(of: CodeUnit(.handler(handler)))
        let accessRights: Expression = .field(Manual.guestSSAccessRights)
        guard state.refineBits(accessRights, zeroes: 0, ones: Manual.privilegeLevelMask) else { return [] }
        var found: [Diagnostic] = []
        let walker = PathWalker { statement, _ in
            if let end = statement.stop {
                found.append(diagnostic(end, handler, at: statement.location, who: "code at CPL 3"))
            }
        }
        _ = walker.walk(handler.body, state)
        return found
    }

    private static func diagnostic(
        _ end: String, _ handler: Handler, at location: SourceLocation, who: String
    ) -> Diagnostic {
        let suggestion: String =
            end == "fatal"
            ? "give the guest what the processor would: Inject(…) #UD or #GP, or handle the case"
            : "refuse it unless the DPL of the guest's SS is 0"
        return Diagnostic(
            .fatalByGuest, "\(who) can cause an exit for \"\(handler.reason.name)\" whose path ends here in \(end)",
            at: location, suggestion: suggestion,
            notes: [Diagnostic.Note("the exit reason is declared here", at: handler.reason.location)])
    }
}

extension ExitReason {
    /// Whether code of the guest can make the exit happen, in a way for which a native machine would not go
    /// down too. It cannot where
    /// * the exit is a failed VM entry: the VMCS was ours;
    /// * the exit tells a guest-physical address but no qualification: then not the guest's access was wrong,
    ///   which a qualification would describe, but an entry of the extended page tables, which are ours;
    /// * the exit is for a triple fault, at which a native machine resets.
    var isCausedByGuest: Bool {
        if kind == .entryFailure || number == Manual.tripleFault { return false }
        return !(guestPhysicalAddressIsValid && qualification == nil)
    }
}

extension Statement {
    fileprivate var isFatal: Bool {
        switch kind {
        case .end(.fatal), .finish(.fatal): true
        default: false
        }
    }

    /// What the statement gives the processor back with, if it does so on purpose.
    fileprivate var stop: String? {
        switch kind {
        case .end(.stop), .end(.advanceAndStop), .finish(.stop): "a stop"
        default: nil
        }
    }
}

extension Array where Element == Statement {
    fileprivate var containsStop: Bool {
        var result = false
        forEachStatement { if $0.stop != nil { result = true } }
        return result
    }
}

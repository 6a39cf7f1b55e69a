// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV010: VM entry accepts every event that a handler injects.
enum InjectedEvents: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.injectedEvent.code]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        var found: [Diagnostic] = []
        for visit: RuleContext.Visit in context.visits {
            guard let handler = visit.unit.handler else { continue }
            let (name, problems): (String, [Problem])
            switch visit.statement.kind {
            case .end(.inject(let event)):
                name = event.name
                problems = vectorProblems(event) + errorCodeProblems(event, visit.state)
                    + circumstances(event, handler, visit, context)
            case .end(.injectInterrupt):
                name = "external interrupt"
                problems = interruptProblems(handler, visit.statement, context)
            case .end(.reflect):
                name = "Reflect()"
                problems = reflectionProblems(handler)
            default: continue
            }
            for problem: Problem in problems {
                found.append(
                    Diagnostic(
                        .injectedEvent, "\(name): \(problem.words)", at: visit.statement.location,
                        section: problem.section, suggestion: problem.suggestion,
                        notes: [Diagnostic.Note("\(visit.unit.name) starts here", at: handler.location)]))
            }
        }
        return found
    }

    private static func reflectionProblems(_ handler: Handler) -> [Problem] {
        handler.reason.number == Manual.exceptionOrNMI
            ? []
            : [
                Problem(
                    words: "an exit for \"\(handler.reason.name)\" has no event of its own to deliver",
                    suggestion: "say which event with Inject(…) or InjectInterrupt(…)")
            ]
    }

    private static func interruptProblems(
        _ handler: Handler, _ statement: Statement, _ context: RuleContext
    ) -> [Problem] {
        guard interruptsMayBeOff(handler, statement, context) else { return [] }
        return [
            Problem(
                words: "VM entry fails when RFLAGS.IF is 0, which no test on the path rules out",
                suggestion: "inject only in If(vmcs.guest.rflags.hasAny(0x200)), else ask for an "
                    + "interrupt-window exit",
                section: #"SDM volume 3, "Checks on Guest RIP, RFLAGS, and SSP""#)
        ]
    }

    private struct Problem {
        let words: String
        let suggestion: String
        var section: String?
    }

    private static func vectorProblems(_ event: InjectedEvent) -> [Problem] {
        switch event.kind {
        case .nonMaskableInterrupt where event.vector != 2:
            [Problem(words: "an NMI has vector 2, not \(event.vector)", suggestion: "use vector 2")]
        case .hardwareException where event.vector > 31:
            [Problem(words: "there is no exception \(event.vector)", suggestion: "use a vector from 0 to 31")]
        case .hardwareException where event.vector == 2:
            [Problem(words: "vector 2 is no exception but an NMI", suggestion: "use the type for NMIs")]
        case .hardwareException where event.vector == 3 || event.vector == 4:
            [
                Problem(
                    words: "#BP and #OF are software exceptions", suggestion: "use the type for software exceptions")
            ]
        case .privilegedSoftwareException where event.vector != 1:
            [Problem(words: "only INT1 is a privileged software exception", suggestion: "use vector 1")]
        case .softwareException where event.vector != 3 && event.vector != 4:
            [
                Problem(
                    words: "only INT3 and INTO are software exceptions",
                    suggestion: "use vector 3 or 4, or the type for hardware exceptions")
            ]
        case .externalInterrupt where event.vector < 16:
            [
                Problem(
                    words: "the local APIC does not deliver vector \(event.vector)",
                    suggestion: "use a vector from 16 to 255",
                    section: #"SDM volume 3, "Valid Interrupt Vectors""#)
            ]
        case .other where event.vector != 0:
            [Problem(words: "type 7 has only vector 0, a pending MTF VM exit", suggestion: "use vector 0")]
        default: []
        }
    }

    private static func errorCodeProblems(_ event: InjectedEvent, _ state: PathState) -> [Problem] {
        let pushes: Bool = event.kind == .hardwareException && Manual.vectorsWithErrorCode.contains(event.vector)
        let mayPush: Bool =
            event.kind == .hardwareException && event.vector == Manual.vectorWithErrorCodeSinceCET
        guard let code = event.errorCode else {
            return pushes
                ? [Problem(words: "the exception pushes an error code, and none is given", suggestion: "give one")]
                : []
        }
        if !pushes && !mayPush {
            return [
                Problem(words: "the event pushes no error code, and one is given", suggestion: "leave it out")
            ]
        }
        let most: UInt64 = event.vector == Manual.pageFault ? 0xffff : 0x7fff
        let value: ValueSet = state.evaluate(code)
        // What an exit reports as an error code was one before.
        if isReported(code) || value.highest <= most { return [] }
        let words: String = value.single.map(hex) ?? "which can be \(hex(value.highest))"
        return [
            Problem(
                words: "the error code, \(words), has bits that VM entry refuses",
                suggestion: "keep the error code below \(hex(most + 1)), for example with & \(hex(most))",
                section: #"SDM volume 3, "VM-Entry Control Fields""#)
        ]
    }

    private static func isReported(_ code: Expression) -> Bool {
        code == .field(Manual.interruptionErrorCode) || code == .field(Manual.idtVectoringErrorCode)
    }

    private static func circumstances(
        _ event: InjectedEvent, _ handler: Handler, _ visit: RuleContext.Visit, _ context: RuleContext
    ) -> [Problem] {
        switch event.kind {
        case .softwareInterrupt, .softwareException, .privilegedSoftwareException:
            return handler.reason.instructionLengthIsValid
                ? []
                : [
                    Problem(
                        words: "the event needs an instruction length, which exits for "
                            + "\"\(handler.reason.name)\" do not define",
                        suggestion: "inject a hardware exception instead")
                ]
        case .externalInterrupt:
            return interruptProblems(handler, visit.statement, context)
        case .other:
            return visit.state.implies(.allowed(Manual.monitorTrapFlag))
                ? []
                : [
                    Problem(
                        words: "a pending MTF VM exit needs a processor with "
                            + context.reachability.name(of: Manual.monitorTrapFlag),
                        suggestion: "require the control, or test enabled(…) of it")
                ]
        case .hardwareException, .nonMaskableInterrupt:
            return []
        }
    }

    /// Runs the handler with RFLAGS.IF = 0 and asks whether the statement is reached.
    private static func interruptsMayBeOff(
        _ handler: Handler, _ statement: Statement, _ context: RuleContext
    ) -> Bool {
        var state: PathState = context.start(of: CodeUnit(.handler(handler)))
        let flags: Expression = .field(Manual.guestRFLAGS)
        guard state.refineBits(flags, zeroes: Manual.interruptFlagMask, ones: 0) else { return false }
        var isReached = false
        let walker = PathWalker { reached, _ in
            if reached == statement, reached.location == statement.location { isReached = true }
        }
        _ = walker.walk(handler.body, state)
        return isReached
    }
}

extension InjectedEvent {
    /// For people, for example `hardware exception 13`.
    fileprivate var name: String {
        let words: String =
            switch kind {
            case .externalInterrupt: "external interrupt"
            case .nonMaskableInterrupt: "NMI"
            case .hardwareException: "hardware exception"
            case .softwareInterrupt: "software interrupt"
            case .privilegedSoftwareException: "privileged software exception"
            case .softwareException: "software exception"
            case .other: "other event"
            }
        return "\(words) \(vector)"
    }
}

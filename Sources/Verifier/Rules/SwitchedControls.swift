// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV026: what is switched on in the VMCS negotiation has found to be allowed, and nothing needs what is switched off.
enum SwitchedControls: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.switchedControls.code]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        var found: [Diagnostic] = []
        for visit: RuleContext.Visit in context.visits {
            if case .routine = visit.unit.owner { continue }
            for word: ControlWord in context.architecture.controlWords {
                guard case .writeField(word.field, let value) = visit.statement.kind else { continue }
                found += check(SwitchedBits.change(value, word.field), of: word, visit, context)
            }
        }
        return found
    }

    private static func check(
        _ change: SwitchedBits.Change, of word: ControlWord, _ visit: RuleContext.Visit, _ context: RuleContext
    ) -> [Diagnostic] {
        if change.set & change.cleared != 0 || change.set | change.cleared == word.field.valueType.mask {
            return [
                Diagnostic(
                    .switchedControls, "\(word.field.symbol) gets a value that negotiation has not chosen",
                    at: visit.statement.location,
                    suggestion: "write the environment's \"controls.…\", or switch single controls: turnOn(…), turnOff(…)")
            ]
        }
        let controls: [ControlBit] = context.architecture.controls.filter { $0.id.word == word.id }
        return controls.filter { change.set & $0.mask != 0 }.compactMap { switchedOn($0, visit, context) }
            + controls.filter { change.cleared & $0.mask != 0 }.compactMap { switchedOff($0, word, visit, context) }
    }

    private static func switchedOn(
        _ control: ControlBit, _ visit: RuleContext.Visit, _ context: RuleContext
    ) -> Diagnostic? {
        guard let place = context.example(of: visit, and: ClosureQuestion(control.id, false)) else { return nil }
        let words = ClosureWords(architecture: context.architecture)
        return Diagnostic(
            .switchedControls,
            "\"\(control.name)\" is switched on where it may not be allowed: "
                + "\(words.processor(place, about: [control.id])) \(words.outcome([(control.id, false)]))",
            at: visit.statement.location,
            suggestion: "require \"\(control.name)\", or put the statement into If(enabled(…)) of it",
            notes: [Diagnostic.Note("the control is declared here", at: control.location)])
    }

    private static func switchedOff(
        _ control: ControlBit, _ word: ControlWord, _ visit: RuleContext.Visit, _ context: RuleContext
    ) -> Diagnostic? {
        if word.default1 & control.mask != 0 {
            return Diagnostic(
                .switchedControls,
                "\"\(control.name)\" is switched off, and processors without the TRUE capability MSRs force it to 1",
                at: visit.statement.location, suggestion: "leave it on",
                notes: [Diagnostic.Note("the control is declared here", at: control.location)])
        }
        let reachability: ExitReachability = context.reachability
        for entry: ControlDependencyTable.Entry in context.closure.dependencies.entries
        where entry.other == control.id && entry.value {
            let question: ClosureQuestion = ClosureQuestion(entry.control, true).and(control.id, true)
            guard !reachability.switched.staysOff(entry.control, ClosureQuestion()),
                context.example(of: visit, and: question) != nil
            else { continue }
            let name: String = reachability.name(of: entry.control)
            return Diagnostic(
                .switchedControls,
                "\"\(control.name)\" is switched off where \(name) may be 1, which needs it"
                    + (entry.otherwise.map { ": \($0)" } ?? ", so that VM entry fails"),
                at: visit.statement.location, suggestion: "switch \(name) off too and leave it off, or leave both",
                notes: [Diagnostic.Note("the control is declared here", at: control.location)])
        }
        return nil
    }
}

extension RuleContext {
    /// A processor on which the visit happens, with more that is so there.
    func example(of visit: Visit, and more: ClosureQuestion) -> ProcessorExample? {
        let question: ClosureQuestion = visit.state.question.and(more)
        if let handler = visit.unit.handler, !reachability.isPossible(handler.reason, under: question) { return nil }
        return closure.isPossible(question) ? closure.example(of: question) : nil
    }
}

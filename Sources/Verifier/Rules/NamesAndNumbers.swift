// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV014: names, numbers and texts that the outputs can carry.
enum NamesAndNumbers: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.names.code]

    /// `hvctl start` takes the name, and the ABI has 32 bytes for it.
    private static let mostCharactersOfName: Int = 31
    /// Words of a record in the event ring.
    private static let mostWordsOfEvent: Int = 4

    static func check(_ hypervisors: [HypervisorDescription]) -> [Diagnostic] {
        var found: [Diagnostic] = []
        var first: [String: HypervisorDescription] = [:]
        for hypervisor: HypervisorDescription in hypervisors {
            guard let other = first[hypervisor.name] else {
                first[hypervisor.name] = hypervisor
                continue
            }
            found.append(
                Diagnostic(
                    .names, "two hypervisors are named \(hypervisor.name)", at: hypervisor.location,
                    suggestion: "give each a name of its own",
                    notes: [Diagnostic.Note("the other one is here", at: other.location)]))
        }
        var events = EventTable()
        for hypervisor: HypervisorDescription in hypervisors {
            for handler: Handler in hypervisor.handlers {
                handler.body.forEachStatement { statement in
                    if case .emit(let event, _) = statement.kind { found += events.add(event, at: statement.location) }
                }
            }
        }
        return found
    }

    static func check(_ context: RuleContext) -> [Diagnostic] {
        let hypervisor: HypervisorDescription = context.hypervisor
        var found: [Diagnostic] = []
        func report(_ words: String?, at place: SourceLocation, _ suggestion: String, _ notes: [Diagnostic.Note] = []) {
            guard let words else { return }
            found.append(Diagnostic(.names, words, at: place, suggestion: suggestion, notes: notes))
        }
        func text(_ text: String, _ what: String, at place: SourceLocation) {
            report(
                CText.problem(text).map { "\(what) \($0)" }, at: place,
                "write one line of printable ASCII without quotes and backslashes")
        }
        report(
            CIdentifier.problem(lowerCase: hypervisor.name).map { "the name \"\(hypervisor.name)\" \($0)" },
            at: hypervisor.location, "use letters in lower case, digits and underscores")
        if hypervisor.name.count > mostCharactersOfName {
            report(
                "the name \"\(hypervisor.name)\" has more than \(mostCharactersOfName) characters",
                at: hypervisor.location, "use a shorter one")
        }
        text(hypervisor.summary, "the summary of \(hypervisor.name)", at: hypervisor.location)
        for variable: StateVariable in hypervisor.states {
            text(variable.summary, "the summary of \(variable.name)", at: variable.location)
            if let export = variable.exportName {
                text(export, "the exported name of \(variable.name)", at: variable.location)
            }
        }
        for rule: MSRRule in hypervisor.msrRules { text(rule.name, "the name of an MSR rule", at: rule.location) }
        for bits: OwnedControlRegisterBits in hypervisor.ownedBits {
            text(bits.name, "the name of owned bits", at: bits.location)
        }
        for (position, call) in hypervisor.hypercalls.enumerated() {
            report(
                CIdentifier.problem(lowerCamelCase: call.name).map {
                    "the name of the hypercall \"\(call.name)\" \($0)"
                },
                at: call.location, "give it a name in lowerCamelCase")
            text(call.summary, "the summary of the hypercall \(call.name)", at: call.location)
            let other: Hypercall? = hypervisor.hypercalls[..<position].first {
                $0.number == call.number || CIdentifier.collide($0.name, call.name)
            }
            if let other {
                report(
                    other.number == call.number
                        ? "the hypercalls \(other.name) and \(call.name) both have number \(call.number)"
                        : "two hypercalls are named \(call.name)",
                    at: call.location, "give each a number and a name of its own",
                    [Diagnostic.Note("the other one is here", at: other.location)])
            }
        }
        for unit: CodeUnit in context.units { found += unit.everyStatement.flatMap(statementProblems) }
        return found
    }

    private static func statementProblems(_ statement: Statement) -> [Diagnostic] {
        var found: [Diagnostic] = []
        func report(_ words: String?, _ suggestion: String) {
            guard let words else { return }
            found.append(Diagnostic(.names, words, at: statement.location, suggestion: suggestion))
        }
        let textAdvice: String = "write one line of printable ASCII without quotes and backslashes"
        switch statement.kind {
        case .end(.stop(let reason)), .end(.fatal(let reason)), .end(.advanceAndStop(let reason)),
            .finish(.stop(let reason)), .finish(.fatal(let reason)):
            report(CText.problem(reason.message).map { "the reason \"\(reason.message)\" \($0)" }, textAdvice)
        case .end(.leaveToUser(let reason)), .end(.advanceAndLeaveToUser(let reason)),
            .finish(.leaveToUser(let reason)):
            report(
                CIdentifier.problem(upperCase: reason.symbol).map { "the reason \"\(reason.symbol)\" \($0)" },
                "use a name such as HALT")
        case .emit(let event, let words):
            report(
                CIdentifier.problem(upperCase: event.symbol).map { "the event \"\(event.symbol)\" \($0)" },
                "use a name such as HYPERCALL")
            report(
                CText.problem(event.summary).map { "the summary of the event \(event.symbol) \($0)" }, textAdvice)
            for argument: String in event.arguments {
                report(
                    CText.problem(argument).map { "the meaning of a word of the event \(event.symbol) \($0)" },
                    textAdvice)
            }
            if words.count > mostWordsOfEvent || event.arguments.count > mostWordsOfEvent {
                report(
                    "the event \(event.symbol) has more than \(mostWordsOfEvent) words", "leave some out")
            } else if words.count != event.arguments.count {
                report(
                    "the event \(event.symbol) has \(event.arguments.count) words, and \(words.count) are given",
                    "give the words \(event.arguments.joined(separator: ", "))")
            }
        case .call(let native, _, _):
            report(
                CIdentifier.problem(lowerCamelCase: native.name).map {
                    "the name of the native \"\(native.name)\" \($0)"
                },
                "give it a name in lowerCamelCase")
        default: break
        }
        return found
    }
}

/// The kinds of events that were seen: one number has one symbol and one meaning.
private struct EventTable {
    private var seen: [(event: EventKind, place: SourceLocation)] = []

    mutating func add(_ event: EventKind, at place: SourceLocation) -> [Diagnostic] {
        let other: (event: EventKind, place: SourceLocation)? = seen.first {
            $0.event != event && ($0.event.number == event.number || $0.event.symbol == event.symbol)
        }
        if other == nil, !seen.contains(where: { $0.event == event }) { seen.append((event, place)) }
        guard let (known, otherPlace) = other else { return [] }
        let words: String =
            known.symbol != event.symbol
            ? "the events \(known.symbol) and \(event.symbol) both have number \(event.number)"
            : known.number != event.number
                ? "the event \(event.symbol) has number \(event.number) here and \(known.number) elsewhere"
                : "the event \(event.symbol) has two meanings"
        return [
            Diagnostic(
                .names, words, at: place, suggestion: "make one kind of event of the two, or give each its own number",
                notes: [Diagnostic.Note("the other one is here", at: otherPlace)])
        ]
    }
}

extension Array where Element == Statement {
    func flatMapStatements(_ body: (Statement) -> [Diagnostic]) -> [Diagnostic] {
        var found: [Diagnostic] = []
        forEachStatement { found += body($0) }
        return found
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV007: controls have what they need, on every processor that has what is required.
///
/// Decided by ``NegotiationClosure``, which knows all that negotiation can end with.
enum ControlDependencies: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.controlDependency.code]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        let requests: [ControlRequest] = context.hypervisor.controls
        return conflictingLevels(requests)
            + requests.flatMap { request -> [Diagnostic] in
                guard context.architecture.control(request.control.id) != nil else { return [unknown(request)] }
                let broken: [Diagnostic] = context.broken(by: request).filter { $0.entry.otherwise == nil }
                    .map { diagnostic($0, requests, context) }
                return broken + activation(of: request, requests, context)
                    + (broken.isEmpty ? neverSet(request, context) : [])
            }
    }

    private static func diagnostic(
        _ broken: BrokenDependency, _ requests: [ControlRequest], _ context: RuleContext
    ) -> Diagnostic {
        let entry: ControlDependencyTable.Entry = broken.entry
        let name: String = context.reachability.name(of: entry.other)
        let level: ControlRequest.Level = broken.request.level
        let other: ControlRequest? = requests.first { $0.control.id == entry.other }
        let suggestion: String =
            entry.value
            ? (other == nil ? "\(verb(level)) \(name) too" : "\(verb(level)) \(name), or prefer both")
            : "take one of the two away, or prefer both"
        let declared = Diagnostic.Note("\"\(broken.request.control.name)\" is declared here", at: declaration(broken))
        return Diagnostic(
            .controlDependency,
            "\"\(broken.request.control.name)\" is \(words(level)) and needs \(name) to be \(entry.value ? 1 : 0): "
                + broken.words,
            at: broken.request.location, suggestion: suggestion,
            notes: (other.map { [Diagnostic.Note("\(name) is requested here", at: $0.location)] } ?? []) + [declared])
    }

    private static func declaration(_ broken: BrokenDependency) -> SourceLocation { broken.request.control.location }

    /// Negotiation sets the control that makes a word count wherever something in the word is wanted; but what may be
    /// 1 is to stand in the description.
    private static func activation(
        of request: ControlRequest, _ requests: [ControlRequest], _ context: RuleContext
    ) -> [Diagnostic] {
        guard let activator = context.closure.levels.activators[request.control.id.word] else { return [] }
        let name: String = context.reachability.name(of: activator)
        let candidates: [ControlRequest] = requests.filter { $0.control.id == activator }
        if candidates.contains(where: { suffices($0.level, for: request.level) }) { return [] }
        let state: String = candidates.first.map { "only \(words($0.level))" } ?? "not requested"
        let notes: [Diagnostic.Note] = candidates.prefix(1).map {
            Diagnostic.Note("\(name) is requested here", at: $0.location)
        }
        return [
            Diagnostic(
                .controlDependency,
                "\"\(request.control.name)\" is \(words(request.level)), in a word that needs \(name), which is \(state)",
                at: request.location, suggestion: "\(verb(request.level)) \(name) too",
                notes: notes + [Diagnostic.Note("the control is declared here", at: request.control.location)])
        ]
    }

    /// Whether what is requested at `strength` is 1 whenever a control requested at `needed` is, or else makes
    /// negotiation drop that control.
    private static func suffices(_ strength: ControlRequest.Level, for needed: ControlRequest.Level) -> Bool {
        switch (needed, strength) {
        case (_, .required): true
        case (.preferred, _): true
        case (.whenCPUID(let needed), .whenCPUID(let feature)): CPUIDBit(needed) == CPUIDBit(feature)
        default: false
        }
    }

    /// What it needs may each be so, and never all of it at once.
    private static func neverSet(_ request: ControlRequest, _ context: RuleContext) -> [Diagnostic] {
        let id: ControlID = request.control.id
        guard !context.closure.isPossible(ClosureQuestion(id, true)), context.broken(by: request).isEmpty else {
            return []
        }
        let excluding: [String] = context.closure.dependencies.entries
            .filter { !$0.value && $0.other == id && context.closure.levels.constant($0.control) == true }
            .map { context.reachability.name(of: $0.control) }
        let why: String =
            excluding.isEmpty
            ? "what it needs is never so all at once" : "\(ClosureWords.list(excluding)) needs it to be 0"
        return [
            Diagnostic(
                .controlDependency,
                "\"\(request.control.name)\" is \(words(request.level)) and is 1 on no processor: \(why)",
                at: request.location, suggestion: "take the request away",
                notes: [Diagnostic.Note("the control is declared here", at: request.control.location)])
        ]
    }

    private static func conflictingLevels(_ requests: [ControlRequest]) -> [Diagnostic] {
        var first: [ControlID: ControlRequest] = [:]
        var found: [Diagnostic] = []
        for request: ControlRequest in requests {
            guard let other = first[request.control.id] else {
                first[request.control.id] = request
                continue
            }
            guard other.level != request.level else { continue }
            found.append(
                Diagnostic(
                    .controlDependency,
                    "\"\(request.control.name)\" is \(words(request.level)) here and \(words(other.level)) elsewhere",
                    at: request.location, suggestion: "request it once, at the level that is meant",
                    notes: [Diagnostic.Note("the other request is here", at: other.location)]))
        }
        return found
    }

    private static func unknown(_ request: ControlRequest) -> Diagnostic {
        Diagnostic(
            .controlDependency,
            "\"\(request.control.name)\" (control \(request.control.id)) is not in the architecture database",
            at: request.location, suggestion: "declare the control in Spec/Architecture",
            notes: [Diagnostic.Note("it is made here", at: request.control.location)])
    }

    private static func words(_ level: ControlRequest.Level) -> String {
        switch level {
        case .required: "required"
        case .preferred: "preferred"
        case .whenCPUID(let feature): "required where the guest sees \(feature.name)"
        }
    }

    private static func verb(_ level: ControlRequest.Level) -> String {
        switch level {
        case .required: "require"
        case .preferred: "prefer or require"
        case .whenCPUID(let feature): "require, also where the guest sees \(feature.name),"
        }
    }
}

extension RuleContext {
    /// Dependencies of a requested control that are not kept; each control once, for its first request.
    func broken(by request: ControlRequest) -> [BrokenDependency] {
        let first: ControlRequest? = hypervisor.controls.first { $0.control.id == request.control.id }
        guard first == request, first?.location == request.location else { return [] }
        return closure.broken(by: request, ClosureWords(architecture: architecture))
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV007: a control has what it needs, at its own strength at least.
enum ControlDependencies: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.controlDependency.code]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        let requests: [ControlRequest] = context.hypervisor.controls
        return conflictingLevels(requests)
            + requests.flatMap { request -> [Diagnostic] in
                guard let control = context.architecture.control(request.control.id) else {
                    return [unknown(request)]
                }
                var found: [Diagnostic] = []
                for requirement: ControlRequirement in control.requires {
                    switch requirement {
                    case .set(let other):
                        found += need(other, of: request, requests, context, because: "needs")
                    case .clear(let other):
                        found += exclusion(of: other, by: request, requests, context)
                    }
                }
                let word: ControlWord? = context.architecture.controlWords.first { $0.id == control.id.word }
                if let activation = word?.activatedBy {
                    found += need(activation, of: request, requests, context, because: "is in a word that needs")
                }
                return found
            }
    }

    /// Whether what is requested at `strength` is 1 whenever a control requested at `needed` is, or else
    /// makes negotiation drop that control.
    private static func suffices(_ strength: ControlRequest.Level, for needed: ControlRequest.Level) -> Bool {
        switch (needed, strength) {
        case (_, .required): true
        case (.preferred, _): true
        case (.whenCPUID(let needed), .whenCPUID(let feature)): needed == feature
        default: false
        }
    }

    private static func need(
        _ other: ControlID, of request: ControlRequest, _ requests: [ControlRequest], _ context: RuleContext,
        because relation: String
    ) -> [Diagnostic] {
        let name: String = context.reachability.name(of: other)
        let candidates: [ControlRequest] = requests.filter { $0.control.id == other }
        if candidates.contains(where: { suffices($0.level, for: request.level) }) { return [] }
        let declared: [Diagnostic.Note] = [
            Diagnostic.Note("\"\(request.control.name)\" is declared here", at: request.control.location)
        ]
        guard let weak = candidates.first else {
            return [
                Diagnostic(
                    .controlDependency,
                    "\"\(request.control.name)\" \(relation) \(name), which is not requested", at: request.location,
                    suggestion: "\(verb(request.level)) \(name) too", notes: declared)
            ]
        }
        return [
            Diagnostic(
                .controlDependency,
                "\"\(request.control.name)\" is \(words(request.level)) and \(relation) \(name), which is only "
                    + words(weak.level),
                at: request.location, suggestion: "\(verb(request.level)) \(name), or prefer both",
                notes: [Diagnostic.Note("\(name) is requested here", at: weak.location)] + declared)
        ]
    }

    private static func exclusion(
        of other: ControlID, by request: ControlRequest, _ requests: [ControlRequest], _ context: RuleContext
    ) -> [Diagnostic] {
        guard let contradiction = requests.first(where: { $0.control.id == other }) else { return [] }
        let name: String = context.reachability.name(of: other)
        return [
            Diagnostic(
                .controlDependency,
                "\"\(request.control.name)\" needs \(name) to be 0, and both are requested", at: request.location,
                suggestion: "take one of the two away",
                notes: [Diagnostic.Note("\(name) is requested here", at: contradiction.location)])
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

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Answers questions about one kind of thing.
protocol Explainer: Sendable {
    /// Everything of the kind that the query may mean; nothing when it means none.
    func explanations(for query: ExplainQuery) throws(ExplainFailure) -> [Explanation]
    /// Every name that it answers to, as people write it.
    var names: [String] { get }
}

/// Looks anything of the database up, and spells values out.
public struct Explain: Sendable {
    private let explainers: [any Explainer]

    public init(architecture: ArchitectureDescription) {
        explainers = [
            RuleExplainer(),
            FieldExplainer(architecture: architecture), ControlExplainer(architecture: architecture),
            ControlWordExplainer(architecture: architecture), ExitExplainer(architecture: architecture),
            ErrorExplainer(architecture: architecture), MSRExplainer(architecture: architecture),
            LayoutExplainer(architecture: architecture), ValueExplainer(architecture: architecture),
            RecordExplainer(architecture: architecture), EntryCheckExplainer(architecture: architecture),
        ]
    }

    /// What a question may look like.
    public static let forms: [String] = [
        "0x681e", "GUEST_RIP", "\"guest RIP\"", "vmcs.guest.rip", "\"exit 48\"", "\"exit 0x80000021\"", "secondary.7",
        "secondary=0x82", "\"error 7\"", "\"msr 0x48c\"", "\"msr 0x48c=0xf0106334141\"", "EPT_POINTER=0x10301e",
        "\"exit 48 qualification=0x182\"", "cr4=0x2020", "\"vector 14\"", "HV012", "VE-8001",
    ]

    /// Everything that `question` may mean, at least one explanation.
    ///
    /// - Throws: ``ExplainFailure`` when it is malformed, or nothing is known by that name; `names` then has near ones.
    public func answer(_ question: String) throws(ExplainFailure) -> [Explanation] {
        let query: ExplainQuery = try ExplainQuery(question)
        var found: [Explanation] = []
        for explainer: any Explainer in explainers {
            for one: Explanation in try explainer.explanations(for: query)
            where !found.contains(where: { $0.says(one) }) {
                found.append(one)
            }
        }
        guard found.isEmpty else { return found }
        // A word that begins like a number was meant as one.
        if query.subject.lowercased().hasPrefix("0x") || query.subject.allSatisfy(\.isNumber) {
            _ = try ExplainQuery.number(query.subject)
            throw ExplainFailure("the database has nothing with the number \(ExplainQuery.printable(query.subject))")
        }
        throw ExplainFailure(
            "the database has nothing that is called '\(ExplainQuery.printable(query.subject))'", isUnknownName: true)
    }

    /// Every name that ``answer(_:)`` knows.
    public var names: [String] { explainers.flatMap(\.names) }
}

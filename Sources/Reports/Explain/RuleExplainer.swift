// SPDX-License-Identifier: GPL-2.0-only

import Verifier

/// Rules by their codes: `HV012`.
struct RuleExplainer: Explainer {
    func explanations(for query: ExplainQuery) throws(ExplainFailure) -> [Explanation] {
        guard query.value == nil else { return [] }
        return RuleCatalog.all.filter { $0.code.description.lowercased() == query.name }.map { entry in
            Explanation(
                "rule", "\(entry.code): \(entry.title)", [("section", entry.section)], notes: [entry.explanation])
        }
    }

    var names: [String] { RuleCatalog.all.map(\.code.description) }
}

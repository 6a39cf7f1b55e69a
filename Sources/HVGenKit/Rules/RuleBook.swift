// SPDX-License-Identifier: GPL-2.0-only

import CEmitter
import RuleTexts
import VMXModel
import Verifier

/// Every code that a diagnostic can have, with its page: the rules of descriptions, of stubs and of the ABI.
public enum RuleBook {
    /// In the order of the codes, with the examples that this tool was built with.
    public static let all: [RulePage] = pages(ruleTexts)

    /// The page of a code; nil when no rule has it.
    public static func page(for code: Diagnostic.Code) -> RulePage? { all.first { $0.code == code } }

    static func pages(_ texts: [RuleText]) -> [RulePage] {
        func page(_ code: Diagnostic.Code, _ title: String, _ section: String, _ explanation: String) -> RulePage {
            RulePage(
                code: code, title: title, section: section, explanation: explanation,
                example: texts.first { $0.code == code })
        }
        let rules: [RulePage] =
            RuleCatalog.all.map { page($0.code, $0.title, $0.section, $0.explanation) }
            + [page(StubFailure.code, StubFailure.title, StubFailure.section, StubFailure.explanation)]
            + ABIRule.all.map { page($0.code, $0.title, $0.section, $0.reason) }
        return rules.sorted { $0.code < $1.code }
    }
}

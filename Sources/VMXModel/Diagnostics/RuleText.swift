// SPDX-License-Identifier: GPL-2.0-only

/// The example on a rule's page: the text of `Spec/Rules/HV012.swift`, which the tests compile and run.
public struct RuleText: Hashable, Sendable {
    public let code: Diagnostic.Code
    /// What the rule refuses, with `// error: HV012` behind the line of the diagnostic.
    public let wrong: String
    /// The same as it should be.
    public let right: String

    public init(_ code: Int, wrong: String, right: String) {
        self.code = Diagnostic.Code(code)
        self.wrong = wrong
        self.right = right
    }
}

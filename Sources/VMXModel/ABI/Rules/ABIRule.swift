// SPDX-License-Identifier: GPL-2.0-only

/// A rule that an ABI keeps before a line of it is emitted.
public struct ABIRule: Sendable {
    public let code: Diagnostic.Code
    /// What the rule asks for, as a heading.
    public let title: String
    /// Where the rule comes from: a document and the title of its section.
    public let section: String
    /// Why the rule is there, for its page in the docs.
    public let reason: String
    /// All places where an ABI breaks the rule.
    public let check: @Sendable (ABIDescription, [EventKind]) -> [Diagnostic]

    /// Every rule, by code.
    public static let all: [ABIRule] = [
        .noImplicitPadding, .sizesAreMultiplesOfEight, .argumentsBeginWithSizeAndFlags, .requestNumbersAreUnique,
        .namesAreUnique, .declaredBeforeUse, .enumeratorsAreDistinct, .directionsAgree, .eventKindsFit,
        .arraysHaveElements,
    ]

    /// A finding of this rule.
    func finding(
        _ message: String, at location: SourceLocation, suggestion: String, notes: [Diagnostic.Note] = []
    ) -> Diagnostic {
        Diagnostic(code, message, at: location, section: section, suggestion: suggestion, notes: notes)
    }
}

extension ABIDescription {
    /// What is wrong with this ABI and these event kinds, in the order of a report; empty if nothing.
    public func diagnostics(events: [EventKind]) -> [Diagnostic] {
        ABIRule.all.flatMap { $0.check(self, events) }.sorted()
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// What is known of each rule beside the code that checks it: for the pages of the
/// documentation and for `hvgen explain`.
public enum RuleCatalog {
    /// One rule.
    public struct Entry: Hashable, Sendable {
        public let code: Diagnostic.Code
        /// A noun phrase, for a heading.
        public let title: String
        /// Where the rule comes from: volume and title of a section of the SDM, or the chapter of DESIGN.md.
        public let section: String
        /// One paragraph: what must be so, why, and how the verifier decides it.
        public let explanation: String

        init(_ number: Int, _ title: String, section: String, _ explanation: String) {
            code = Diagnostic.Code(number)
            self.title = title
            self.section = section
            self.explanation = explanation
        }
    }

    /// In the order of the codes.
    public static let all: [Entry] = (processorRules + languageRules + mistakeRules).sorted { $0.code < $1.code }

    /// The entry for a code; nil when no rule has it.
    public static func entry(for code: Diagnostic.Code) -> Entry? { all.first { $0.code == code } }

    private static let processorRules: [Entry] = [
        .unhandledExit, .unreachableHandler, .onePathOneDisposition, .advance, .readOnlyField, .fieldExistence,
        .controlDependency, .msrPolicy, .fatalByGuest, .injectedEvent,
    ]

    private static let languageRules: [Entry] = [
        .operandTypes, .declaredState, .variables, .names, .ownedBits, .mode, .place, .exitInformation,
        .registerWidths, .controlPairs, .hypercalls, .controlOperands, .setupAgreement, .featuresShown,
        .discardedRegisters, .switchedControls, .initialVMCS,
    ]

    /// What others have shipped, and what no other rule had refused.
    private static let mistakeRules: [Entry] = [
        .databaseNumbers, .fieldGroups, .testedControls, .fixedBits, .ignoredFaults, .originalEvents, .eventDelivery,
    ]
}

extension Diagnostic {
    /// A diagnostic of a rule, with the section that the catalog has for it.
    init(
        _ rule: RuleCatalog.Entry, _ message: String, at location: SourceLocation, section: String? = nil,
        suggestion: String, notes: [Note] = [], severity: Severity = .error
    ) {
        self.init(
            rule.code, message, at: location, section: section ?? rule.section, suggestion: suggestion, notes: notes,
            severity: severity)
    }
}

// SPDX-License-Identifier: GPL-2.0-only

/// Something that the manual says of every processor, and that no check of VM entry looks at: how capability MSRs,
/// CPUID and the processor's state go together.
///
/// It is what an analysis of the checks may take for granted. Without it a solver would break a check with a
/// processor that cannot exist.
public struct EntryAssumption: Sendable {
    /// Dotted and in kebab-case, as names of checks.
    public let name: String
    /// Volume and title of the section that says so.
    public let section: String
    /// What is so, for people.
    public let sentence: String
    public let expression: Expression
    public let location: SourceLocation

    public init(name: String, section: String, sentence: String, expression: Expression, location: SourceLocation) {
        self.name = name
        self.section = section
        self.sentence = sentence
        self.expression = expression
        self.location = location
    }
}

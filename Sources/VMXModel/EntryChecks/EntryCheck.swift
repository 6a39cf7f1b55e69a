// SPDX-License-Identifier: GPL-2.0-only

/// Something that a processor checks on VM entry, as a predicate over what it looks at.
///
/// SDM volume 3, chapter "VM Entries". The expressions are those of handlers, so that one declaration can be
/// interpreted, printed as C, or given to a solver.
public struct EntryCheck: Sendable {
    /// How often one entry into the guest performs the check.
    public enum Scope: String, Hashable, Sendable {
        case once
        /// For each entry of the VM-entry MSR-load area: ``MachineValue/Source/msrLoadEntry(offset:)`` is the entry's.
        case eachMSRLoadEntry
    }

    /// Unlike any other's. It and ``name`` stay what they are when rules are added.
    public let number: Int
    /// Dotted and in kebab-case, for example `guest.cs.type`.
    public let name: String
    public let section: EntryCheckSection
    /// What must be so, and where it helps why, for people.
    public let sentence: String
    /// When the check is performed; nil when it always is.
    public let condition: Expression?
    /// What must be so then.
    public let predicate: Expression
    /// What a processor may do when it is not. Which of several failed checks shows is open within a stage.
    public let outcomes: [EntryOutcome]
    /// Which processors can perform the check at all. An evaluation does not ask: what makes the check apply cannot be
    /// set on other processors without breaking a rule on reserved bits.
    public let existsWhen: CapabilityPredicate
    public let scope: Scope
    /// What to change of a state that breaks it; nil when its expressions tell well enough.
    public let mending: EntryMending?
    /// Why no state breaks the check and no other, in words; nil for a check that can be broken alone. The manual has
    /// some that say again, or in part, what others say. `make prove` refuses a mark that is wrong, or missing.
    public let implied: String?
    /// Who says so: the SDM, Bochs' and KVM's code (`linux`).
    public let sources: FactSources
    public let location: SourceLocation

    public init(
        number: Int, name: String, section: EntryCheckSection, sentence: String, condition: Expression?,
        predicate: Expression, outcomes: [EntryOutcome], existsWhen: CapabilityPredicate, scope: Scope,
        mending: EntryMending? = nil, implied: String? = nil, sources: FactSources, location: SourceLocation
    ) {
        self.number = number
        self.name = name
        self.section = section
        self.sentence = sentence
        self.condition = condition
        self.predicate = predicate
        self.outcomes = outcomes
        self.existsWhen = existsWhen
        self.scope = scope
        self.mending = mending
        self.implied = implied
        self.sources = sources
        self.location = location
    }

    /// The code that outputs name it by, for example `VE-8301`.
    public var code: String { "VE-\(number)" }

    /// Whether two independent sources have it.
    public var isConfirmed: Bool { sources.areIndependent }

    /// True when the check holds, or is not performed.
    public var expression: Expression {
        condition.map { .binary(.or, .not($0), predicate) } ?? predicate
    }

    /// What the check looks at, each once, in the order of reading.
    public var operands: [EntryOperand] { expression.entryOperands }
}

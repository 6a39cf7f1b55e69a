// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// A check of VM entry as `hvgen export` has it. `Spec/Architecture/README.md` describes the members.
public struct ExportedEntryCheck: Encodable, Sendable {
    public struct Operand: Encodable, Sendable {
        /// `field`, `control`, `capability` or `machine`.
        public let kind: String
        public let name: String
        /// What a value of kind `machine` is; the others are in lists of their own.
        public let summary: String?
    }

    public struct Outcome: Encodable, Sendable {
        /// `fault`, `failInvalid`, `failValid`, `exit`, or `enters` when a processor need not look.
        public let kind: String
        public let vector: Int?
        /// The VM-instruction error number.
        public let error: Int?
        public let exitReason: Int?
        /// Absent where the qualification is the number of an entry of the MSR-load area, or undefined.
        public let exitQualification: Int?
    }

    public let id: String
    public let code: String
    /// The title in SDM volume 3.
    public let section: String
    public let sentence: String
    public let outcomes: [Outcome]
    public let operands: [Operand]
    public let existsWhen: String
    /// `once`, or `eachMSRLoadEntry`.
    public let scope: String
    /// Why nothing breaks it and no other check; left out where something does.
    public let implied: String?
    /// Whether two independent sources have it.
    public let confirmed: Bool
    public let sources: [String]

    init(_ check: EntryCheck) {
        id = check.name
        code = check.code
        section = check.section.title
        sentence = check.sentence
        outcomes = check.outcomes.map { Outcome($0) }
        operands = check.operands.map { operand in
            let summary: String? = if case .machine(let value) = operand { value.summary } else { nil }
            return Operand(kind: operand.kind, name: operand.name, summary: summary)
        }
        existsWhen = check.existsWhen.text
        implied = check.implied
        scope = check.scope.rawValue
        confirmed = check.isConfirmed
        sources = check.sources.names
    }
}

extension ExportedEntryCheck.Outcome {
    private init(kind: String, vector: Int? = nil, error: Int? = nil, reason: Int? = nil, qualification: Int? = nil) {
        self.kind = kind
        self.vector = vector
        self.error = error
        exitReason = reason
        exitQualification = qualification
    }

    init(_ outcome: EntryOutcome) {
        switch outcome {
        case .fault(let vector): self.init(kind: "fault", vector: Int(vector))
        case .failInvalid: self.init(kind: "failInvalid")
        case .failValid(let error): self.init(kind: "failValid", error: Int(error))
        case .guestStateFailure(let qualification):
            self.init(kind: "exit", reason: 33, qualification: Int(qualification))
        case .msrLoadFailure: self.init(kind: "exit", reason: 34)
        case .machineCheckFailure: self.init(kind: "exit", reason: 41)
        case .enters: self.init(kind: "enters")
        }
    }
}

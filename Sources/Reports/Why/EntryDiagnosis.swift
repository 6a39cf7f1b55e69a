// SPDX-License-Identifier: GPL-2.0-only

import Interpreter
import VMXModel

/// Which checks of VM entry a dump breaks, the likeliest cause of the failure first.
///
/// A check counts as broken when it is whatever the unknown values are, and on every processor that the dump can come
/// from.
public struct EntryDiagnosis: Sendable {
    /// A broken check.
    public struct Finding: Sendable {
        public let check: EntryCheck
        /// Whether the processor reports the failure in this way when the check fails; nil when it is not known how the
        /// entry ended.
        public let explainsFailure: Bool?
        /// Of the broken checks, those that are still broken when this one is mended by one small change.
        public let othersLeft: Int
        /// A change of one field with which the check holds and no other is broken by it; nil when none was found.
        public let mend: Mend?
        /// What is known of its operands.
        public let values: [EntryOperand: Value]
    }

    public struct Mend: Sendable {
        public let field: VMCSField
        public let before: UInt64
        public let after: UInt64
    }

    public let dump: VMCSDump
    /// What the dump was judged by: the names of processors.
    public let processors: [String]
    /// The likeliest cause first.
    public let findings: [Finding]
    /// Checks that depend on what the dump does not have.
    public let undecided: [EntryCheck]
    /// Fields that undecided checks look at and the dump does not have, in the order of the database.
    public let missing: [VMCSField]

    /// - Parameter processors: those that the dump can come from; what the dump itself says of its processor counts more.
    public init(_ dump: VMCSDump, on processors: [CapturedProcessor], _ architecture: ArchitectureDescription) {
        let judge = EntryJudge(dump, on: processors, architecture)
        self.dump = dump
        self.processors = judge.names
        var broken: [EntryCheck] = []
        var undecided: [EntryCheck] = []
        for check: EntryCheck in architecture.entryChecks {
            switch judge.verdict(check, judge.state) {
            case .broken: broken.append(check)
            case .unknown: undecided.append(check)
            case .holds: break
            }
        }
        self.undecided = undecided
        let wanted: Set<VMCSField> = undecided.reduce(into: []) { fields, check in
            for case .field(let field) in check.operands { fields.insert(field) }
        }
        missing = architecture.fields.map(\.field).filter { wanted.contains($0) && dump.fields[$0] == nil }
        findings = broken.map { check in
            let best: EntryMender.Result? = EntryMender(judge, broken).mend(check)
            return Finding(
                check: check, explainsFailure: Self.explains(check, dump.failure),
                othersLeft: best?.othersLeft ?? broken.count - 1, mend: best.flatMap { $0.isClean ? $0.mend : nil },
                values: judge.values(of: check))
        }
        .sorted { Self.rank($0, dump.failure) < Self.rank($1, dump.failure) }
    }

    /// Whether the check's failure is reported as the dump's was.
    private static func explains(_ check: EntryCheck, _ failure: VMCSDump.Failure?) -> Bool? {
        guard let failure else { return nil }
        return check.outcomes.contains { outcome in
            switch (failure, outcome) {
            case (.instructionError(let error), .failValid(let number)): error == number
            case (.exit(33, _), .guestStateFailure): true
            case (.exit(34, _), .msrLoadFailure): true
            case (.exit(41, _), .machineCheckFailure): true
            // It left no trace: VMfail, of which KVM's dump does not show the number.
            case (.unreported, .failValid), (.unreported, .failInvalid), (.unreported, .fault): true
            default: false
            }
        }
    }

    /// The qualification says more, where processors agree on it.
    private static func qualifies(_ check: EntryCheck, _ failure: VMCSDump.Failure?) -> Bool {
        guard case .exit(33, let qualification?) = failure else { return true }
        return check.outcomes.contains(.guestStateFailure(qualification: qualification))
    }

    private static func rank(_ finding: Finding, _ failure: VMCSDump.Failure?) -> (Int, Int, Int, Int, Int) {
        (
            finding.explainsFailure == false ? 1 : 0, finding.othersLeft, qualifies(finding.check, failure) ? 0 : 1,
            finding.check.section.stage, finding.check.number
        )
    }
}

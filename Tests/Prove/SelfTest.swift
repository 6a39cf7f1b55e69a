// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import VMXModel

/// A made-up rule set, and the rules that the prover must refuse in it: a prover that finds nothing wrong proves nothing.
struct SelfTest {
    let name: String
    let checks: [EntryCheck]
    /// For each rule that must be refused, its code and what must be said of it.
    let refused: [String: String]

    /// Whether the rules that must be refused are, and no other.
    func run(_ path: String) throws -> Prover.Outcome {
        var rules: RuleSet = .manual
        rules.checks = checks
        rules.assumptions = []
        let prover = try Prover(rules, solver: path)
        for check: EntryCheck in checks {
            let complaints: [String] = [
                try prover.canApply(check), try prover.breaksAlone(check), try prover.existsWhereItApplies(check),
            ].compactMap { outcome in
                if case .failed(let why) = outcome { why } else { nil }
            }
            guard let wanted = refused[check.code] else {
                if let why = complaints.first { return .failed("\(check.code) is refused: \(why)") }
                continue
            }
            guard complaints.contains(where: { $0.hasPrefix(check.code) && $0.contains(wanted) }) else {
                return .failed("nobody says \"\(wanted)\" of \(check.code), but: \(complaints)")
            }
        }
        return .passed(nil)
    }

    static let all: [SelfTest] = [good, contradiction, duplicate, implied, missing, wrong, nowhere]

    // MARK: Rules

    private static let count: Expression = .field(vmcs.control.cr3TargetCount.declaration)
    private static let vpid: Expression = .convert(.field(vmcs.control.vpid.declaration), .u32)

    private static func less(_ left: Expression, than right: UInt64) -> Expression {
        .compare(.less, left, .constant(right, .u32))
    }

    private static func rule(
        _ number: Int, given: Expression? = nil, _ predicate: Expression, implied: String? = nil,
        existsWhen: CapabilityPredicate = .always
    ) -> EntryCheck {
        EntryCheck(
            number: number, name: "made-up.rule-\(number)", section: .executionControls, sentence: "Made up.",
            condition: given, predicate: predicate, outcomes: [], existsWhen: existsWhen, scope: .once,
            implied: implied, sources: [], location: SourceLocation(#fileID, #line))
    }

    // MARK: Sets of them

    private static let good: SelfTest = SelfTest(
        name: "rules that have nothing to do with each other pass",
        checks: [rule(1, less(count, than: 5)), rule(2, less(vpid, than: 5))], refused: [:])
    private static let contradiction: SelfTest = SelfTest(
        name: "a rule is refused whose condition another rule excludes",
        checks: [
            rule(1, less(count, than: 5)), rule(2, given: .not(less(count, than: 9)), less(vpid, than: 5)),
        ],
        refused: ["VE-2": "is contradictory"])
    private static let duplicate: SelfTest = SelfTest(
        name: "a rule is refused that is there twice",
        checks: [rule(1, less(count, than: 5)), rule(2, less(count, than: 5)), rule(3, less(vpid, than: 5))],
        refused: ["VE-1": "is implied by VE-2, and not marked so", "VE-2": "is implied by VE-1, and not marked so"])
    private static let implied: SelfTest = SelfTest(
        name: "a rule that is marked as implied, and is, passes",
        checks: [rule(1, less(count, than: 5)), rule(2, less(count, than: 9), implied: "VE-1 says more")], refused: [:])
    private static let missing: SelfTest = SelfTest(
        name: "a rule is refused that two others imply together",
        checks: [
            rule(1, less(count, than: 5)), rule(2, given: less(count, than: 5), less(vpid, than: 5)),
            rule(3, less(vpid, than: 9)),
        ],
        refused: ["VE-3": "is implied by VE-1, VE-2, and not marked so"])
    private static let wrong: SelfTest = SelfTest(
        name: "a mark is refused that is wrong",
        checks: [rule(1, less(count, than: 5)), rule(2, less(vpid, than: 5), implied: "it seemed so")],
        refused: ["VE-2": "is marked as implied (it seemed so), and breaks alone"])
    private static let nowhere: SelfTest = SelfTest(
        name: "a rule is refused that applies where it is said not to exist",
        checks: [rule(1, less(count, than: 5), existsWhen: .allowed(controls.pin.virtualNMIs.declaration.id))],
        refused: ["VE-1": "applies where it is said not to exist"])
}

// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import Interpreter
import VMXModel

/// Analyses the checks of VM entry with z3, and ends with `N passed, N failed`. `hvprove CODE…` shows the states that
/// it finds for single ones.
@main
struct HVProve {
    private var passed: Int = 0
    private var failed: Int = 0

    static func main() {
        let codes: [String] = Array(CommandLine.arguments.dropFirst())
        guard let path = solverPath else {
            print("SKIP: no z3 here\n0 passed, 1 failed")
            exit(1)
        }
        var run = HVProve()
        do {
            if codes.isEmpty {
                for test: SelfTest in SelfTest.all { run.count("the prover itself: \(test.name)", try test.run(path)) }
            }
            try run.prove(.manual, path, codes)
        } catch {
            run.count("the solver", .failed("\(error)"))
        }
        print("\(run.passed) passed, \(run.failed) failed")
        exit(run.failed == 0 ? 0 : 1)
    }

    private static var solverPath: String? {
        let folders: [Substring] = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        return folders.map { "\($0)/z3" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private mutating func prove(_ rules: RuleSet, _ path: String, _ codes: [String]) throws {
        let prover = try Prover(rules, solver: path)
        count("everything holds", try prover.everythingHolds())
        for check: EntryCheck in rules.checks where codes.isEmpty || codes.contains(check.code) {
            let applying: Prover.Outcome = try prover.canApply(check)
            count("\(check.code) can apply", applying)
            if let exists = try prover.existsWhereItApplies(check) { count("\(check.code) exists", exists) }
            let alone: Prover.Outcome = try prover.breaksAlone(check)
            count("\(check.code) breaks alone", alone)
            if !codes.isEmpty, case .passed(let state?) = alone {
                print("\(check.code) alone: \(prover.summary(state, check))")
            }
        }
        let marked: [EntryCheck] = rules.checks.filter { $0.implied != nil }
        print("checks of VM entry: \(rules.checks.count), of which \(marked.count) are marked as implied by others")
    }

    private mutating func count(_ name: String, _ outcome: Prover.Outcome) {
        switch outcome {
        case .passed: passed += 1
        case .failed(let why):
            failed += 1
            print("FAIL \(name): \(why)")
        }
    }
}

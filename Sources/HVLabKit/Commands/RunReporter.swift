// SPDX-License-Identifier: GPL-2.0-only

/// Prints a call as KTAP: each scenario is a test, and its own results are that test's subtests.
struct RunReporter {
    let console: Console

    func begin(count: Int) {
        console.output("KTAP version 1")
        console.output("1..\(count)")
    }

    func begin(_ scenario: Scenario) {
        console.output("    # Subtest: \(scenario.name)")
    }

    func end(_ result: RunResult, number: Int) {
        for problem in result.problems { console.output("    # \(problem)") }
        console.output(
            "    # \(result.kernelRelease), \(result.model), \(result.cpus) CPUs, \(result.profile.rawValue): "
                + result.times.text)
        let note = result.expected == .passed ? "" : " (expected: \(result.expected.rawValue))"
        console.output(
            "\(result.isAsExpected ? "ok" : "not ok") \(number) \(result.scenario): \(result.verdict.rawValue)\(note)")
        if !result.isAsExpected { console.note("\(result.scenario): the logs are in \(result.logs)") }
    }

    func end(_ summary: RunSummary) {
        console.output("# \(summary.text)")
    }
}

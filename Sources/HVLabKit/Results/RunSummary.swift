// SPDX-License-Identifier: GPL-2.0-only

/// What came of all scenarios of a call.
public struct RunSummary: Sendable, Codable {
    public var runs: [RunResult]

    /// The gravest of the runs.
    public var exitStatus: ExitStatus {
        runs.filter { !$0.isAsExpected }
            .map(\.verdict.exitStatus)
            .max { $0.rawValue < $1.rawValue } ?? .success
    }

    /// One line for people.
    public var text: String {
        let good = runs.count { $0.isAsExpected }
        let tests = runs.flatMap(\.tests)
        let skipped = tests.count { $0.outcome == .skipped }
        let seconds = runs.map(\.times.total.wallSeconds).reduce(0, +).oneDigit
        var text = "hvlab: \(good) of \(runs.count) scenarios as expected, \(tests.count) tests"
        if skipped > 0 { text += ", \(skipped) skipped" }
        let bad = runs.filter { !$0.isAsExpected }.map { "\($0.scenario) \($0.verdict.rawValue)" }
        if !bad.isEmpty { text += "; " + bad.joined(separator: ", ") }
        return text + " (\(seconds) s)"
    }
}

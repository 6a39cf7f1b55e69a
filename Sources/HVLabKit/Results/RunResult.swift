// SPDX-License-Identifier: GPL-2.0-only

/// What came of one run of one scenario.
public struct RunResult: Sendable, Codable {
    public var scenario: String
    public var verdict: Verdict
    public var expected: Verdict
    public var model: String
    public var kernelRelease: String
    public var cpus: Int
    public var profile: BootProfile

    public var times: RunTimes
    public var plannedTests: Int?
    public var tests: [KTAPReport.Result]

    /// What the scenario said in comments, such as measurements.
    public var remarks: [String]

    /// What is wrong apart from failed tests: with the report, the script, the kernel or the emulator.
    public var problems: [String]

    /// The folder with the logs.
    public var logs: String

    public var isAsExpected: Bool { verdict == expected }
}

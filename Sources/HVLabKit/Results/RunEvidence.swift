// SPDX-License-Identifier: GPL-2.0-only

/// All that is known of a run when it has ended, and what follows from it.
struct RunEvidence {
    var timedOut: Bool
    var stage: GuestTranscript.Stage
    var exitStatus: Int?
    var report: KTAPReport
    var kernelLog: [String]
    var serialLog: String
    var emulatorLog: String
    var toleratedMessages: [String]

    /// The gravest thing that happened, and in words all that is wrong beyond failed tests.
    func judge() -> (verdict: Verdict, problems: [String]) {
        let complaints = KernelComplaints.find(in: kernelLog, tolerating: toleratedMessages)
        var problems = complaints.map { "kernel: \($0)" }
        // A script whose last test fails ends so too: that is no news.
        if let exitStatus, exitStatus != 0, !report.hasFailures {
            problems.append("the script ended with status \(exitStatus)")
        }
        problems += report.problems

        if stage < .end {
            let place = "the guest was in stage `\(stage.rawValue)`"
            if timedOut { return (.timeout, ["the time was up; \(place)"] + problems) }
            if KernelComplaints.isPanic(serialLog) || KernelComplaints.isTripleFault(emulatorLog) {
                return (.panicked, ["the guest panicked; \(place)"] + panicText + problems)
            }
            return (.died, ["the emulator ended by itself; \(place)"] + emulatorTail + problems)
        }
        if !complaints.isEmpty { return (.complaint, problems) }
        if !report.problems.isEmpty { return (.malformed, problems) }
        if report.hasFailures || exitStatus != 0 { return (.failed, problems) }
        return (.passed, problems)
    }

    /// The serial line is silent until something breaks, so its first lines say what.
    private var panicText: [String] {
        let lines = serialLog.split(whereSeparator: \.isNewline).map { "serial: \($0)" }
        return lines.isEmpty ? emulatorTail : Array(lines.prefix(40))
    }

    private var emulatorTail: [String] {
        emulatorLog.split(whereSeparator: \.isNewline).filter { $0.contains("PANIC") }.suffix(5).map { "bochs: \($0)" }
    }
}

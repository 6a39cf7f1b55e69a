// SPDX-License-Identifier: GPL-2.0-only

/// All that is known of a run when it has ended, and what follows from it.
struct RunEvidence {
    var timedOut: Bool
    var stage: GuestTranscript.Stage
    var isLeaving = false
    var processorCount = 1
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

        if isLeaving && stage < .end && !timedOut { return judgeLeaving(problems) }
        if stage < .end {
            let place = "the guest was in stage `\(stage.rawValue)`"
            if timedOut { return (.timeout, ["the time was up; \(place)"] + problems) }
            if KernelComplaints.isPanic(serialLog) || KernelComplaints.isTripleFault(emulatorLog) {
                return (.panicked, ["the guest panicked; \(place)"] + panicText + problems)
            }
            return (.died, ["the emulator ended by itself; \(place)"] + emulatorTail + problems)
        }
        if isLeaving { return (.failed, ["the system was to go down, and did not"] + problems) }
        if !complaints.isEmpty { return (.complaint, problems) }
        if !report.problems.isEmpty { return (.malformed, problems) }
        if report.hasFailures || exitStatus != 0 { return (.failed, problems) }
        return (.passed, problems)
    }

    /// What a processor was like when the emulator ended tells whether it was in VMX operation: CR4.VMXE cannot be
    /// cleared there, whatever a hypervisor shows of it.
    private func judgeLeaving(_ problems: [String]) -> (verdict: Verdict, problems: [String]) {
        let cr4 = ProcessorStates.cr4(inEmulatorLog: emulatorLog)
        guard cr4.count == processorCount, emulatorLog.contains(">>PANIC<<") else {
            return (.died, ["the emulator does not say what its processors were like"] + emulatorTail + problems)
        }
        let virtualized = cr4.sorted { $0.key < $1.key }.filter { $0.value & ProcessorStates.vmxe != 0 }
        var problems = problems
        problems += virtualized.map { "processor \($0.key) was still in VMX operation when the system went down" }
        let complaints = KernelComplaints.find(
            in: serialLog.split(whereSeparator: \.isNewline).map(String.init), tolerating: toleratedMessages)
        problems += complaints.map { "kernel: \($0)" }
        if !complaints.isEmpty { return (.complaint, problems) }
        if !report.problems.isEmpty { return (.malformed, problems) }
        return (report.hasFailures || !virtualized.isEmpty ? .failed : .left, problems)
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

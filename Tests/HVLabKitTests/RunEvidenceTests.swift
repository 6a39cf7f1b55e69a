// SPDX-License-Identifier: GPL-2.0-only

import Testing

@testable import HVLabKit

@Suite("Verdicts")
struct RunEvidenceTests {
    private var good: RunEvidence {
        var report = KTAPReport()
        report.plannedCount = 1
        report.results = [.init(number: 1, name: "a", outcome: .ok)]
        return RunEvidence(
            timedOut: false, stage: .end, exitStatus: 0, report: report, kernelLog: ["[ 0.0] Linux version"],
            serialLog: "", emulatorLog: "p[UNMAP ] >>PANIC<< Shutdown port: shutdown requested",
            toleratedMessages: [])
    }

    private func verdict(_ change: (inout RunEvidence) -> Void) -> Verdict {
        var evidence = good
        change(&evidence)
        return evidence.judge().verdict
    }

    @Test("a run without a fault passes")
    func passed() {
        #expect(good.judge().verdict == .passed)
        #expect(good.judge().problems == [])
    }

    @Test("a failed test and a failed script fail")
    func failed() {
        #expect(verdict { $0.report.results[0].outcome = .notOK } == .failed)
        #expect(verdict { $0.exitStatus = 2 } == .failed)
        #expect(verdict { $0.exitStatus = nil } == .failed)
    }

    @Test("a report with problems is malformed")
    func malformed() {
        #expect(verdict { $0.report.problems = ["no plan (1..N) came"] } == .malformed)
    }

    @Test(
        "what the kernel complains of fails the run",
        arguments: [
            "[ 1.0] WARNING: CPU: 0 PID: 1 at x.c:1", "[ 1.0] BUG: unable to handle page fault",
            "[ 1.0] rcu: INFO: rcu_preempt detected stalls on CPUs/tasks", "[ 1.0] Oops: 0002 [#1] PREEMPT SMP",
            "[ 1.0] general protection fault, probably for non-canonical address",
            "[ 1.0] watchdog: BUG: soft lockup - CPU#0 stuck", "[ 1.0] unchecked MSR access error: RDMSR from 0x1",
        ])
    func complaint(_ line: String) {
        #expect(verdict { $0.kernelLog.append(line) } == .complaint)
        #expect(
            verdict {
                $0.kernelLog.append(line)
                $0.toleratedMessages = [String(line.dropFirst(7).prefix(12))]
            } == .passed)
    }

    @Test("an early end is a panic, a timeout or the emulator's death")
    func earlyEnds() {
        #expect(
            verdict {
                $0.stage = .scenario
                $0.serialLog = "[ 4.0] Kernel panic - not syncing: x"
            } == .panicked)
        #expect(
            verdict {
                $0.stage = .kernel
                $0.emulatorLog = ">>PANIC<< exception(): 3rd (13) exception with no resolution"
            } == .panicked)
        #expect(
            verdict {
                $0.stage = .scenario
                $0.timedOut = true
            } == .timeout)
        #expect(verdict { $0.stage = .loader } == .died)
    }

    private func leaving(_ change: (inout RunEvidence) -> Void = { _ in }) -> Verdict {
        verdict {
            $0.stage = .scenario
            $0.isLeaving = true
            $0.exitStatus = nil
            $0.processorCount = 2
            $0.emulatorLog = """
                00000000005p[CPU0  ] >>PANIC<< exception(): 3rd (13) exception with no resolution
                00000000005i[CPU0  ] | CR3=0x00001000 CR4=0x00000020
                00000000005i[CPU1  ] | CR3=0x00001000 CR4=0x000006a0
                """
            change(&$0)
        }
    }

    @Test("a system that goes down must leave VMX operation on every processor")
    func left() {
        #expect(leaving() == .left)
        #expect(leaving { $0.emulatorLog.replace("CR4=0x000006a0", with: "CR4=0x000026a0") } == .failed)
        #expect(leaving { $0.emulatorLog.replace("CR4=0x00000020", with: "CR4=0x00002020") } == .failed)
        #expect(leaving { $0.processorCount = 3 } == .died)
        #expect(leaving { $0.report.results[0].outcome = .notOK } == .failed)
        #expect(leaving { $0.report.problems = ["1 tests were planned, but 0 ran"] } == .malformed)
        #expect(leaving { $0.serialLog = "[ 1.0] WARNING: CPU: 0" } == .complaint)
        #expect(leaving { $0.timedOut = true } == .timeout)
        #expect(leaving { $0.stage = .end } == .failed)
    }

    @Test("exit statuses are those that are documented")
    func exitStatuses() {
        #expect(Verdict.failed.exitStatus.rawValue == 1)
        #expect(Verdict.panicked.exitStatus.rawValue == 1)
        #expect(Verdict.timeout.exitStatus.rawValue == 3)
        #expect(Verdict.died.exitStatus.rawValue == 3)
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Testing
import VMXModel

/// The table of rates goes by numbers: these are the reasons that it means.
@Suite struct ExitRateTests {
    private static let steps: [[String]] = [
        ["CPUID", "VMCALL"], ["MSR_READ"], ["MSR_WRITE", "EXTERNAL_INTERRUPT"], ["HLT", "CR_ACCESS", "EPT_VIOLATION"],
        ["EXCEPTION_NMI", "INTERRUPT_WINDOW", "RDTSC", "IO_INSTRUCTION", "RDTSCP", "PREEMPTION_TIMER"],
        ["INVLPG", "DR_ACCESS", "PAUSE_INSTRUCTION", "XSETBV"],
    ]

    @Test func theBusyOnesInTheirOrder() {
        let busy: [ExitReason] = architecture.exitReasons.filter { $0.rate > 1 }
        let rates: [UInt32] = Set(busy.map(\.rate)).sorted(by: >)
        let found: [Set<String>] = rates.map { rate in Set(busy.filter { $0.rate == rate }.map(\.symbol)) }
        #expect(found == Self.steps.map { Set($0.map { "EXIT_REASON_" + $0 }) })
    }

    /// Whoever divides by a rate or weighs with it counts on that.
    @Test func noneIsZero() {
        #expect(architecture.exitReasons.allSatisfy { $0.rate >= 1 })
    }
}

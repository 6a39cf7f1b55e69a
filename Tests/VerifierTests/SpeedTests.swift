// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Glibc
import HandlerDSL
import Testing
import VMXModel

@testable import Verifier

/// Reports what the rules cost; a test does not time.
@Suite struct SpeedTests {
    @Test func sixtyHandlersAreChecked() {
        let description: HypervisorDescription = large()
        #expect(description.handlers.count == 60)
        var best: Duration = .seconds(1000)
        var found: [[Diagnostic]] = []
        for _ in 0..<5 {
            let start: Duration = timeOfThisThread()
            found.append(Rules.check([description], architecture))
            best = min(best, timeOfThisThread() - start)
        }
        print("rules: \(description.handlers.count) handlers in \(best)")
        // Handlers of exits that cannot happen are refused, and each time the same is found.
        #expect(found[0].contains { $0.code == Diagnostic.Code(2) })
        #expect(found.allSatisfy { $0 == found[0] })
    }

    /// Of the processor, so that what else the machine does is not counted.
    private func timeOfThisThread() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// A handler of some length for each of sixty exit reasons; most of them never run.
    private func large() -> HypervisorDescription {
        let leaf = Variable<UInt32>("leaf")
        let counts: StateArray<UInt64> = StateArray("counts", "by leaf", count: 16)
        let handled: [ExitReason] = Array(architecture.exitReasons.prefix(60))
        return Hypervisor("large", mode: .runningSystem, "has many handlers") {
            baseControls()
            Declare(counts)
            OwnCR4(CR4.vmxe, "VMXE", showing: .zero)
            setup(owning: CR4.vmxe)
            OnEveryExit { _ in
                leaf <- guest.eax
                If(leaf < 16) {
                    counts[leaf] += 1
                } else: {
                    Switch(leaf & 3) {
                        Case(0) { counts[0] += 1 }
                        Case(1) { counts[1] += 1 }
                        Default { counts[2] += 1 }
                    }
                }
                If(vmcs.guest.ssAccessRights.hasNone(0x60) && vmcs.guest.rflags.hasAny(1 << 8)) {
                    guest.rdx <- guest.rdx & 0xffff
                }
            }
            handled.map(refusal)
        }
    }
}

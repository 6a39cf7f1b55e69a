// SPDX-License-Identifier: GPL-2.0-only

import Glibc
import HVCoreABI
import HVCoreInterface
import Testing

@testable import HVCtlKit

/// Each check is seen to fail.
@Suite("hvctl selftest finds each defect")
struct SelfTestDefectTests {
    static let processor: [(SimulatedProcessor.Defect, Set<String>)] = [
        (.allCPUsLeftOut, ["cpus"]),
        (.unstableNatively, ["native.observed", "state", "as-before", "cycles"]),
        (.nativeVMXAnswered, ["native.vmx", "vmx"]), (.nativePrivilegedWorks, ["native.privileged", "privileged"]),
        (.noAnnouncement, ["announcement", "cpuid", "cycles"]), (.announcementAsUnknown, ["announcement", "cycles"]),
        (.announcementUnprintable, ["announcement", "cycles"]), (.showsVTx, ["cpuid"]), (.leafChanged, ["cpuid"]),
        (.vmxFaultsDifferently, ["vmx"]), (.privilegedWorks, ["privileged"]), (.stateChanged, ["state"]),
        (.stepLate, ["exceptions"]), (.pingWrong, ["hypercall.ping"]), (.versionWrong, ["hypercall.version"]),
        (.unknownAnswered, ["hypercall.unknown", "cycles"]), (.stopAllowed, ["hypercall.privileged"]),
        (.clobbers, allCalls), (.hypercallFaults, allCalls), (.stampBack, ["tsc"]), (.stampBeforeStart, ["tsc"]),
        (.losesX87, ["registers"]), (.losesMXCSR, ["registers"]), (.losesVectors, ["registers"]),
        (.noTimer, ["timer"]), (.noFork, ["fork"]), (.wrongFSBase, ["fs-base"]),
        (.limitLeftBehind, ["as-before", "cycles"]), (.leafLeftBehind, ["as-before", "cycles"]),
        (.portLost, ["as-before", "cycles"]),
    ]
    private static let allCalls: Set<String> = [
        "hypercall.ping", "hypercall.version", "hypercall.unknown", "hypercall.privileged", "cycles",
    ]

    @Test("of the CPUs", arguments: processor)
    func processorDefect(defect: SimulatedProcessor.Defect, expected: Set<String>) {
        let (machine, device) = SelfTestTests.ready()
        machine.simulatedProcessor.defects = [defect]
        let run = Run("selftest --json", on: machine)
        #expect(SelfTestTests.identifiers("fail", in: run.data) == expected)
        #expect(run.status == .refused && run.data.contains("\"ok\": false"))
        #expect(device.state == .stopped, "it is stopped also after a failure")
        #expect(machine.unloads == machine.loaded.count)
    }

    @Test("a CPU outside the cpuset is left out, and said so")
    func leftOut() {
        let (machine, _) = SelfTestTests.ready()
        machine.simulatedProcessor.defects = [.cpuLeftOut]
        let run = Run("selftest", on: machine)
        #expect(run.status == .success)
        #expect(run.data.contains("# SKIP CPU 1 is outside this process's cpuset"))
        // All others have an example above.
        let named = Set(Self.processor.map(\.0)).union([.cpuLeftOut])
        #expect(named == Set(SimulatedProcessor.Defect.allCases))
    }

    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let expected: Set<String>
        let prepare: @Sendable (SimulatedMachine, SimulatedDevice) -> Void

        init(
            _ name: String, _ expected: Set<String>,
            _ prepare: @escaping @Sendable (SimulatedMachine, SimulatedDevice) -> Void
        ) {
            testDescription = name
            self.expected = expected
            self.prepare = prepare
        }
    }

    static let others: [Case] = [
        Case("a second start works", ["start-twice"]) { $1.defects = [.startsTwice] },
        Case("a stop without a start works", ["stop-early", "stop-twice"]) { $1.defects = [.stopsTwice] },
        Case("a CPU is missing", ["start", "hypercall.privileged", "cycles"]) { $1.defects = [.cpuMissing] },
        Case("IA32_VMX_BASIC is absent", ["capabilities"]) { $1.defects = [.basicAbsent] },
        Case("the CPUs differ", ["capabilities"]) { $1.defects = [.cpusDiffer] },
        Case("the msr driver reads something else", ["capabilities"]) { machine, _ in
            for cpu in 0...1 { machine.msrs["/dev/cpu/\(cpu)/msr"]?[0x481] = 1 }
        },
        Case("it ends by itself", ["stats", "stop"]) { $1.defects = [.endsByItself] },
        Case("it counts nothing", ["stats"]) { $1.countsNothing = true },
        Case("the start is refused", ["start"]) { _, device in
            var refusal = hvcore_refusal()
            refusal.code = HVCoreRefusalCode.vmxInUse.rawValue
            device.refusal = (EBUSY, refusal)
        },
        Case("the module cannot be loaded", ["module"]) { machine, _ in machine.loadError = EINVAL },
        Case("the module makes no device", ["module"]) { machine, _ in machine.deviceOfModule = nil },
        Case("the module does not offer it", ["offered"]) { $1.profiles.removeFirst() },
        Case("it is of guest mode", ["offered"]) { $1.profiles[0].mode = .guest },
        Case("there is no module file", ["doctor.module-file"]) { machine, _ in machine.modules = [:] },
        Case("the kernel warned", ["kernel"]) { machine, device in
            device.onStop = { [unowned machine] in machine.files["/proc/sys/kernel/tainted"] = "12800\n" }
        },
        Case("the kernel lost a flag", ["cpuinfo"]) { machine, device in
            device.onStop = { [unowned machine] in machine.files["/proc/cpuinfo"] = "flags\t\t: fpu sse\n" }
        },
    ]

    @Test("of the rest", arguments: others)
    func otherDefect(example: Case) {
        let (machine, device) = SelfTestTests.ready()
        example.prepare(machine, device)
        let run = Run("selftest --json", on: machine)
        #expect(SelfTestTests.identifiers("fail", in: run.data) == example.expected, "\(run.data)")
        #expect(run.status == .refused && device.state != .started)
    }

    @Test("one that does not stop: the rest is skipped, and that it still runs is said")
    func doesNotStop() {
        let (machine, device) = SelfTestTests.ready()
        device.defects = [.doesNotStop]
        let run = Run("selftest", on: machine)
        #expect(run.status == .refused)
        #expect(run.data.contains("every CPU is as it was # SKIP observer did not stop\n"))
        #expect(run.data.contains("Bail out! the machine is not as it was: "))
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import Glibc
import HVCoreABI
import HVCoreInterface
import Testing

@testable import HVCtlKit

@Suite("A VM entry that failed, as status, events and dump tell it")
struct EntryFailureTests {
    let machine = SimulatedMachine.ready()
    let device: SimulatedDevice

    init() {
        device = DoctorTests.load(machine)
        device.failure.kind = HVCoreFailureKind.instruction.rawValue
        device.failure.cpu = 1
        device.failure.instruction_error = 8
        device.failure.unknown = 7
        device.failure.broken = 2
        device.failure.serial = 3
        _ = store("observer", in: &device.failure.profile)
        device.findings = [
            Self.finding(5003, matches: true, "HOST_CR4 = 0x40", "HOST_CR4 = 0x2040"),
            Self.finding(9004, matches: false, "GUEST_RFLAGS = 0x0", ""),
        ]
    }

    static func finding(_ number: UInt32, matches: Bool, _ values: String, _ suggestion: String) -> hvcore_finding {
        var finding = hvcore_finding()
        finding.number = number
        finding.matches = matches ? 1 : 0
        _ = store("a.rule", in: &finding.name)
        _ = store("Checks on Host Control Registers", in: &finding.section)
        _ = store("This must be so", in: &finding.sentence)
        _ = store(values, in: &finding.values)
        _ = store(suggestion, in: &finding.suggestion)
        return finding
    }

    static func value(_ kind: HVCoreValueKind, _ number: UInt32, _ value: UInt64, _ name: String) -> hvcore_value {
        var result = hvcore_value()
        result.kind = kind.rawValue
        result.number = number
        result.value = value
        _ = store(name, in: &result.name)
        return result
    }

    @Test("status: number, rule, sentence, values, section and suggestion; what does not explain it says so")
    func status() {
        let lines = Run("status", on: machine).data
        #expect(lines.contains("CPU 1, observer: VM-instruction error 8"))
        #expect(lines.contains("VE-5003 a.rule: This must be so\n"))
        #expect(lines.contains("HOST_CR4 = 0x40\n"))
        #expect(lines.contains("would be satisfied by HOST_CR4 = 0x2040\n"))
        #expect(lines.contains("SDM volume 3, \"Checks on Host Control Registers\"\n"))
        #expect(lines.contains("VE-9004 a.rule (broken, but not what was reported): This must be so\n"))
        #expect(!lines.contains("no rule that is known"))
    }

    @Test("status as JSON: the number is there and the other two are null; so is a suggestion that there is not")
    func statusJSON() {
        let data = Run("status --json", on: machine).data
        #expect(data.contains("\"instruction_error\": 8"))
        #expect(data.contains("\"exit_reason\": null") && data.contains("\"qualification\": null"))
        #expect(data.contains("\"suggestion\": \"HOST_CR4 = 0x2040\"") && data.contains("\"suggestion\": null"))
        #expect(data.contains("\"unknown\": 7") && data.contains("\"matches\": false"))
    }

    @Test("an entry that ended in an exit: its basic reason and the qualification")
    func entry() {
        device.failure.kind = HVCoreFailureKind.entry.rawValue
        device.failure.exit_reason = 0x8000_0021
        device.failure.qualification = 4
        let data = Run("status --json", on: machine).data
        #expect(data.contains("\"exit_reason\": 33") && data.contains("\"qualification\": \"0x4\""))
        #expect(data.contains("\"instruction_error\": null"))
        #expect(Run("status", on: machine).data.contains("exit reason 0x80000021, which is 33"))
    }

    @Test("no rule explains it: status says so, and how many are unknown")
    func unexplained() {
        device.findings = []
        let lines = Run("status", on: machine).data
        #expect(lines.contains("no rule that is known to be broken explains it; 7 could not be judged"))
    }

    @Test("nothing failed, or the module is too old to know: null, and status works")
    func nothing() {
        device.failure = hvcore_failure()
        device.findings = []
        #expect(Run("status --json", on: machine).data.contains("\"entry_failure\": null"))
        device.errors[.failure] = ENOTTY
        #expect(Run("status --json", on: machine).data.contains("\"entry_failure\": null"))
        device.errors[.failure] = EIO
        #expect(Run("status", on: machine).status == .systemError)
    }

    @Test("events: the module's own kind has a name, its words too, and can be asked for")
    func events() {
        let number = UInt16(HVCoreRuntimeRecord.entryFailed.rawValue)
        let record = hvcore_event(kind: number, cpu: 1, lost: 0, tsc: 5, words: (8, 0, 0, 5003))
        device.records = [record, hvcore_event(kind: 60000, cpu: 0, lost: 0, tsc: 6, words: (0, 0, 0, 0))]
        let run = Run("events --kind entry-failed", on: machine)
        #expect(run.status == .success)
        #expect(run.data.contains("entry-failed") && run.data.contains("rule=0x138b"))
        #expect(!run.data.contains("60000"))
    }

    @Test("dump: what hvgen why reads")
    func dump() {
        device.values = [
            Self.value(.field, 0x6c04, 0x40, "HOST_CR4"), Self.value(.capability, 0x480, 0x11, ""),
            Self.value(.machine, 0, 0, "cpl"), Self.value(.msrLoadIndex, 0, 0xc000_0100, ""),
            Self.value(.msrLoadValue, 0, 0x1234, ""),
        ]
        let data = Run("dump --json", on: machine).data.filter { !$0.isWhitespace }
        #expect(data.hasPrefix("{\"schema\":1,\"kind\":\"vmcs\","))
        #expect(data.contains("\"fields\":{\"HOST_CR4\":\"0x40\"}"))
        #expect(data.contains("\"capabilities\":{\"IA32_VMX_BASIC\":\"0x11\"}"))
        #expect(data.contains("\"machine\":{\"cpl\":\"0x0\"}"))
        #expect(data.contains("\"msrLoadArea\":[{\"index\":\"0xc0000100\",\"value\":\"0x1234\"}]"))
        #expect(data.contains("\"failure\":{\"instructionError\":8}"))
        #expect(Run("dump", on: machine).data.contains("HOST_CR4 = 0x40\n"))
    }

    @Test("dump: nothing failed; not allowed, and what allows it")
    func noDump() {
        #expect(Run("dump", on: machine).status == .refused)
        device.errors[.dump] = EPERM
        let run = Run("dump", on: machine)
        #expect(run.status == .noPermission)
        #expect(run.diagnostics.contains("raw_dumps=1"))
    }
}

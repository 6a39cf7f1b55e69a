// SPDX-License-Identifier: GPL-2.0-only

import Glibc
import HVCoreABI
import HVCoreInterface
import Testing

@testable import HVCtlKit

@Suite("Refusals are printed in full")
struct RefusalTests {
    static func refuse(_ code: UInt32, word: UInt32 = 0, bit: UInt32 = 0, msr: UInt32 = 0, text: String = "") -> Run {
        let machine = SimulatedMachine.ready()
        let device = DoctorTests.load(machine)
        var refusal = hvcore_refusal()
        (refusal.code, refusal.cpu, refusal.word, refusal.bit, refusal.msr) = (code, 1, word, bit, msr)
        _ = store(text, in: &refusal.text)
        device.refusal = (EOPNOTSUPP, refusal)
        return Run("start observer", on: machine)
    }

    @Test("a missing control: reason, the module's text, CPU, control, MSR, what to do")
    func missingControl() {
        let run = Self.refuse(
            HVCoreRefusalCode.missingControl.rawValue, word: 2, bit: 7, msr: 0x48B,
            text: "unrestricted guest may not be 1")
        #expect(run.status == .refused)
        #expect(run.data.isEmpty)
        let lines = run.diagnostics.split(separator: "\n").map(String.init)
        #expect(lines.count == 6)
        #expect(lines[0].hasPrefix("hvctl: start observer: refused: "))
        #expect(lines[0].hasSuffix("(missing-control)"))
        #expect(lines[1] == "  module:  unrestricted guest may not be 1")
        #expect(lines[2] == "  CPU:     1")
        #expect(lines[3] == "  control: secondary processor-based VM-execution controls, bit 7")
        #expect(lines[4].hasPrefix("  MSR:     0x48b"))
        #expect(lines[5].hasPrefix("  do: "))
    }

    @Test(
        "every reason has advice and names the CPU", arguments: HVCoreRefusalCode.allCases.filter { $0.rawValue != 0 })
    func advice(code: HVCoreRefusalCode) {
        let run = Self.refuse(code.rawValue, msr: 8)
        #expect(run.diagnostics.contains("(\(code.text))"))
        #expect(run.diagnostics.contains("  do: "))
        #expect(run.diagnostics.contains("CPU:     1"))
        #expect(run.diagnostics.contains("control: ") == [.missingControl, .forcedControl, .cpusDiffer].contains(code))
        #expect(run.diagnostics.contains("number:  8") == (code == .entryFailed))
    }

    @Test("a reason of a newer module is shown by its number")
    func unknown() {
        let run = Self.refuse(999, text: "something new")
        #expect(run.status == .refused)
        #expect(run.diagnostics.contains("reason 999") && run.diagnostics.contains("something new"))
    }
}

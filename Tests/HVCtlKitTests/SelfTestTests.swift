// SPDX-License-Identifier: GPL-2.0-only

import Glibc
import HVCoreABI
import HVCoreInterface
import Testing

@testable import HVCtlKit

@Suite("hvctl selftest on simulated machines")
struct SelfTestTests {
    let machine: SimulatedMachine
    let device: SimulatedDevice

    init() { (machine, device) = Self.ready() }

    /// A machine on which all is well, whose module is not loaded yet.
    static func ready() -> (SimulatedMachine, SimulatedDevice) {
        let machine = SimulatedMachine.ready()
        let device = SimulatedDevice()
        machine.deviceOfModule = device
        machine.changesProcessor = true
        // VT-x, AVX, OSXSAVE.
        machine.leaves[1] = CPUIDResult(ecx: 1 << 5 | 1 << 27 | 1 << 28)
        machine.files["/proc/sys/kernel/tainted"] = "12288\n"
        device.msrs = [
            Capability(address: 0x480, value: 0xDA_0400_0000_0010), Capability(address: 0x481, value: 0x7F_0000_0016),
        ]
        return (machine, device)
    }

    /// The identifiers of results with a verdict, by the JSON.
    static func identifiers(_ verdict: String, in json: String) -> Set<String> {
        let lines = json.split(separator: "\n").map { $0.drop { $0 == " " } }
        var identifiers: Set<String> = []
        var last: String = ""
        for line in lines {
            if line.hasPrefix("\"id\": ") { last = String(line.split(separator: "\"")[2]) }
            if line.hasPrefix("\"verdict\": \"\(verdict)\"") { identifiers.insert(last) }
        }
        return identifiers
    }

    @Test("all is well: everything passes, and the machine is as it was")
    func good() {
        let run = Run("selftest", on: machine)
        #expect(run.status == .success && run.diagnostics.isEmpty)
        let lines = run.data.split(separator: "\n")
        #expect(lines.first == "KTAP version 1")
        let results = lines.filter { $0.hasPrefix("ok ") || $0.hasPrefix("not ok ") }
        #expect(lines.dropFirst().first == "1..\(results.count)")
        #expect(results.enumerated().allSatisfy { $1.hasPrefix("ok \($0 + 1) ") })
        #expect(results.count { $0.contains("# SKIP") } == 1, "the device before the load")
        #expect(device.state == .stopped && device.started.count == 4, "one start and three cycles")
        #expect(machine.unloads == 1 && machine.loaded.count == 1)
        #expect(machine.simulatedProcessor.cpu == nil, "the thread may run everywhere again")
        #expect(machine.notesInterruptions)
    }

    @Test("a module that is loaded stays so; parameters are for one that is not")
    func loadedBefore() {
        _ = Run("selftest --parameter test_profiles=1 --cycles 1", on: machine)
        #expect(machine.loaded.map(\.parameters) == ["test_profiles=1"])
        machine.files["/sys/module/hvcore/refcnt"] = "0"
        machine.device = .success(device)
        let run = Run("selftest --cycles 1 --json", on: machine)
        #expect(run.status == .success && machine.loaded.count == 1 && machine.unloads == 1)
        #expect(Self.identifiers("skip", in: run.data) == ["unload"])
        #expect(Run("selftest --cycles 0", on: machine).status == .usage)
        #expect(Run("selftest --parameter x", on: machine).status == .usage)
    }

    @Test("what somebody else started is not touched", arguments: [HVCoreState.started, .failed])
    func somebodyElse(state: HVCoreState) {
        machine.files["/sys/module/hvcore/refcnt"] = "1"
        machine.device = .success(device)
        (device.state, device.running, device.stopText) = (state, "tutorial", "text")
        let run = Run("selftest", on: machine)
        #expect(run.status == .refused && run.data.isEmpty)
        #expect(run.diagnostics.contains("tutorial is \(state.text) already"))
        #expect(device.state == state && device.running == "tutorial" && device.started.isEmpty)
    }

    @Test("what somebody else started meanwhile is not stopped")
    func somebodyElseMeanwhile() {
        machine.simulatedProcessor.onTimer = { [device] in (device.state, device.running) = (.started, "tutorial") }
        machine.unloadError = EAGAIN
        let run = Run("selftest", on: machine)
        #expect(run.status == .refused && device.state == .started && device.running == "tutorial")
        #expect(run.data.contains("Bail out! the machine is not as it was"))
    }

    @Test("a signal ends it, and what was started is stopped, what was loaded unloaded")
    func interrupted() {
        machine.simulatedProcessor.onTimer = { [machine] in machine.isInterrupted = true }
        let run = Run("selftest", on: machine)
        #expect(run.status == .refused)
        #expect(run.data.hasSuffix("Bail out! a signal asked to end\n"))
        #expect(device.state == .stopped && device.started.count == 1 && machine.unloads == 1)
    }

    @Test("who looks at the device for a moment is waited for")
    func busy() {
        machine.busyUnloads = 3
        #expect(Run("selftest", on: machine).status == .success)
        machine.busyUnloads = 1000
        let run = Run("selftest --json", on: machine)
        #expect(run.status == .refused && Self.identifiers("fail", in: run.data) == ["unload"])
        #expect(run.data.contains("\"bailed_out\": \"the machine is not as it was: unload hvcore"))
    }

    @Test("nothing can be started: what needs a start is skipped with the reason")
    func noVTx() {
        machine.leaves[1] = CPUIDResult()
        let run = Run("selftest", on: machine)
        #expect(run.status == .refused && device.started.isEmpty && machine.loaded.isEmpty)
        #expect(run.data.contains("not ok 1 doctor: VT-x in CPUID\n"))
        #expect(run.data.contains("observer starts on every CPU # SKIP the doctor found: CPUID.1:ECX[5] is 0\n"))
    }
}

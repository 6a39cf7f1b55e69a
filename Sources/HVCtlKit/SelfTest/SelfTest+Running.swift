// SPDX-License-Identifier: GPL-2.0-only

import HVCoreABI
import HVCoreInterface

extension SelfTest {
    /// What is looked at from the start to the stop.
    static func running(_ name: String) -> [SelfTestCheck] {
        [
            SelfTestCheck("start", "\(name) starts on every CPU", needs: .module) { test throws(Failure) in
                try test.start()
            },
            SelfTestCheck("start-twice", "a second start is refused", needs: .started) { test throws(Failure) in
                try test.refusesToStart()
            },
            SelfTestCheck("announcement", "it announces itself on every CPU", needs: .started) { test throws(Failure) in
                SelfTestFinding(faults: try test.onEachCPU { _ in test.announcementFaults })
            },
            SelfTestCheck("cpuid", "CPUID is as natively, but for VT-x and the hypervisor", needs: .started) {
                test throws(Failure) in
                try test.compare { now, native in now.differences { native.underHypervisor($0) } }
            },
            SelfTestCheck("vmx", "VMX instructions of ring 3 come to what they do natively", needs: .started) {
                test throws(Failure) in try test.compare { $0.differences(from: $1, in: [.vmx]) }
            },
            SelfTestCheck("privileged", "privileged instructions of ring 3 fault as natively", needs: .started) {
                test throws(Failure) in try test.compare { $0.differences(from: $1, in: [.privileged]) }
            },
            SelfTestCheck("state", "control registers, tables and TSC_AUX look as natively", needs: .started) {
                test throws(Failure) in try test.compare { $0.differences(from: $1, in: [.state]) }
            },
            SelfTestCheck("exceptions", "exceptions and single steps arrive as natively", needs: .started) {
                test throws(Failure) in try test.compare { $0.differences(from: $1, in: [.exception]) }
            },
            SelfTestCheck("hypercall.ping", "the hypercall ping is answered on every CPU", needs: .started) {
                test throws(Failure) in try test.call("ping") { _ in 0 }
            },
            SelfTestCheck("hypercall.version", "the hypercall version agrees with CPUID", needs: .started) {
                test throws(Failure) in
                try test.call("version") { Int64($0.cpuid(leaf: announcementLeaf + 1, subleaf: 0).eax) }
            },
            SelfTestCheck("hypercall.unknown", "an unknown hypercall is refused", needs: .started) {
                test throws(Failure) in try test.call(number: unknownNumber, wanted: { _ in notImplemented })
            },
            SelfTestCheck("hypercall.privileged", "ring 3 may not make privileged hypercalls", needs: .started) {
                test throws(Failure) in try test.callPrivileged()
            },
            SelfTestCheck("tsc", "the time stamp counter goes on, and never back", needs: .started) {
                test throws(Failure) in
                SelfTestFinding(faults: try test.onEachCPU { test.timeStampFaults($0) })
            },
            SelfTestCheck("registers", "x87, SSE and AVX registers survive exits", needs: .started) {
                test throws(Failure) in
                SelfTestFinding(faults: try test.onEachCPU { test.lostRegisters($0) })
            },
            program("timer", "timer signals arrive on every CPU", "none came in 5 seconds") { $0.timerWorks },
            program("fork", "processes start and end on every CPU", "one did not end as it should") { $0.forkWorks },
            program("fs-base", "FS base is the thread's on every CPU", "it is not") { $0.fsBaseIsRight },
            SelfTestCheck("stats", "the statistics count up", needs: .started) { test throws(Failure) in
                try test.countExits()
            },
        ]
    }

    private static func program(
        _ id: String, _ title: String, _ fault: String, _ works: @escaping (any ProcessorInterface) -> Bool
    ) -> SelfTestCheck {
        SelfTestCheck(id, title, needs: .started) { test throws(Failure) in
            SelfTestFinding(faults: try test.onEachCPU { _ in works(test.system.processor) ? [] : [fault] })
        }
    }

    private func start() throws(Failure) -> SelfTestFinding {
        guard let device else { return .skipped("the module is not loaded") }
        do {
            try device.start(name)
        } catch {
            obstacle = "\(name) could not be started"
            throw error
        }
        (isStarted, wasStarted) = (true, true)
        return SelfTestFinding(faults: try startFaults(device))
    }

    /// What the status must say after a start.
    func startFaults(_ device: HVCoreDevice) throws(Failure) -> [String] {
        let status = try device.status()
        let online = Machine(system).onlineCPUs.count
        var faults: [String] = []
        if status.state != .started { faults.append("the state is \(status.state.text): \(status.report?.text ?? "")") }
        if status.profile != name { faults.append("the status says '\(status.profile)'") }
        if Int(status.cpus) != online { faults.append("it is on \(status.cpus) CPUs of \(online)") }
        return faults
    }

    private func refusesToStart() throws(Failure) -> SelfTestFinding {
        guard let device else { return .skipped("the module is not loaded") }
        do throws(Failure) {
            try device.start(name)
        } catch {
            let isRight = error.status == .refused && error.problem.contains("already")
            return isRight ? .passed([error.problem]) : .failed([error.problem])
        }
        return .failed(["it was not refused"])
    }

    /// SDM volume 3 leaves 0x4000_0000 and up to hypervisors; Linux reads the signature there.
    var announcementFaults: [String] {
        let features = system.cpuid(leaf: 1, subleaf: 0).ecx
        guard features & 1 << 31 != 0 else { return ["CPUID.1:ECX[31] is 0"] }
        let leaf = system.cpuid(leaf: announcementLeaf, subleaf: 0)
        let bytes = [leaf.ebx, leaf.ecx, leaf.edx].flatMap { word in
            (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
        }
        var faults: [String] = []
        if leaf.eax < announcementLeaf + 1 { faults.append("its highest leaf is 0x\(String(leaf.eax, radix: 16))") }
        if !bytes.allSatisfy({ (0x21...0x7E).contains($0) }) { faults.append("its signature is not text") }
        // The processor's own answer to a leaf that it does not have would pass for one.
        let beyond = system.cpuid(leaf: announcementLeaf + 0x1000, subleaf: 0)
        if beyond == leaf { faults.append("leaf 0x40000000 is what every unknown leaf is") }
        return faults
    }

    /// Looks at each CPU again.
    func compare(_ differences: (Observation, Observation) -> [String]) throws(Failure) -> SelfTestFinding {
        SelfTestFinding(
            faults: try onEachCPU { cpu in
                guard let before = native[cpu] else { return ["it was not looked at natively"] }
                return differences(Observation(on: system), before)
            })
    }

    private func timeStampFaults(_ cpu: UInt32) -> [String] {
        var faults: [String] = []
        let now = system.processor.timeStamp
        if let before = native[cpu]?.timeStamp, now <= before {
            faults.append("it was \(before) before the start, and is \(now)")
        }
        if system.processor.stampGoesBack(rounds: 1000) { faults.append("it went back") }
        return faults
    }

    private func lostRegisters(_ cpu: UInt32) -> [String] {
        let lost = system.processor.lostState(rounds: 200, withAVX: hasAVX(cpu))
        let names: [(LostState, String)] = [
            (.x87, "x87 registers or control word"), (.mxcsr, "MXCSR"), (.vectors, "vector registers"),
        ]
        return names.filter { lost.contains($0.0) }.map { "lost: \($0.1)" }
    }

    /// SDM volume 1, "Detection of Intel AVX Instructions".
    private func hasAVX(_ cpu: UInt32) -> Bool {
        let features = system.cpuid(leaf: 1, subleaf: 0).ecx
        let wanted: UInt32 = 1 << 27 | 1 << 28
        guard features & wanted == wanted,
            let xgetbv = Instruction.all.first(where: { $0.name == "XGETBV" }),
            let attempt = native[cpu]?.attempts[xgetbv], attempt.signal == 0
        else { return false }
        return attempt.values[0] & 6 == 6
    }

    private func countExits() throws(Failure) -> SelfTestFinding {
        guard let device else { return .skipped("the module is not loaded") }
        let rounds: UInt64 = 100
        let before = try device.statistics(cpu: nil).reduce(0) { $0 &+ $1.value }
        _ = try onEachCPU { _ in
            for _ in 0..<rounds { _ = system.cpuid(leaf: 0, subleaf: 0) }
            return []
        }
        let after = try device.statistics(cpu: nil).reduce(0) { $0 &+ $1.value }
        let wanted = rounds * UInt64(cpus.count)
        guard after >= before, after - before >= wanted else {
            return .failed([
                "the sum of all was \(before), and is \(after) after \(wanted) CPUIDs, each of which is an exit"
            ])
        }
        return .passed(["\(after - before) more after \(wanted) CPUIDs"])
    }
}

let announcementLeaf: UInt32 = 0x4000_0000

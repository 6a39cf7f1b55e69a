// SPDX-License-Identifier: GPL-2.0-only

import HVCoreInterface

extension SelfTest {
    /// The stop, and what comes after.
    static func ending(_ name: String, cycles: Int) -> [SelfTestCheck] {
        [
            SelfTestCheck("stop", "\(name) stops on every CPU", needs: .started) { test throws(Failure) in
                try test.stop()
            },
            SelfTestCheck("as-before", "every CPU is as it was", needs: .stopped) { test throws(Failure) in
                try test.compareWithNative()
            },
            SelfTestCheck("cpuinfo", "the kernel knows the processors as before", needs: .stopped) { test in
                SelfTestFinding(faults: test.cpuinfoFlags == test.processorFlags ? [] : ["/proc/cpuinfo changed"])
            },
            SelfTestCheck("cycles", "\(cycles) times on and off", needs: .stopped) { test throws(Failure) in
                try test.goThroughCycles()
            },
            SelfTestCheck("stop-twice", "a stop without a start is refused", needs: .stopped) { test throws(Failure) in
                try test.refusesToStop()
            },
            SelfTestCheck("kernel", "the kernel complained of nothing", needs: .stopped) { test in
                test.lookForComplaints()
            },
            SelfTestCheck("unload", "the module unloads", needs: .nothing) { test throws(Failure) in
                try test.unloadModule()
            },
        ]
    }

    private func stop() throws(Failure) -> SelfTestFinding {
        guard let device else { return .skipped("the module is not loaded") }
        let before = try device.status()
        var faults: [String] = []
        if before.state != .started || before.profile != name {
            faults.append("it did not run any more: \(before.state.text), \(before.report?.text ?? "no report")")
        }
        try stopOurs()
        let after = try device.status()
        if after.state != .stopped || after.cpus != 0 {
            faults.append("the state is \(after.state.text), on \(after.cpus) CPUs")
        }
        return SelfTestFinding(faults: faults)
    }

    private func compareWithNative() throws(Failure) -> SelfTestFinding {
        SelfTestFinding(faults: try onEachCPU { nativeFaults($0) })
    }

    private func nativeFaults(_ cpu: UInt32) -> [String] {
        guard let before = native[cpu] else { return ["it was not looked at natively"] }
        let now = Observation(on: system)
        var faults = now.differences(from: before)
        if now.timeStamp <= before.timeStamp { faults.append("the time stamp counter went back") }
        return faults
    }

    private func goThroughCycles() throws(Failure) -> SelfTestFinding {
        guard let device else { return .skipped("the module is not loaded") }
        for cycle in 1...cycles {
            if system.isInterrupted { return .skipped("a signal asked to end") }
            try device.start(name)
            isStarted = true
            var faults = try startFaults(device)
            faults += try onEachCPU { _ in announcementFaults + answerFaults(unknownNumber, notImplemented) }
            try stopOurs()
            faults += try onEachCPU { nativeFaults($0) }
            if !faults.isEmpty { return SelfTestFinding(faults: ["in cycle \(cycle):"] + faults) }
        }
        return .passed()
    }

    private func lookForComplaints() -> SelfTestFinding {
        guard let taint, let now = kernelTaint else { return .skipped("/proc/sys/kernel/tainted cannot be read") }
        let new = now & ~taint
        return SelfTestFinding(
            faults: new == 0 ? [] : ["/proc/sys/kernel/tainted has new bits 0x\(String(new, radix: 16)): see 'dmesg'"])
    }

    private func unloadModule() throws(Failure) -> SelfTestFinding {
        guard hasLoaded else { return .skipped("it was not loaded here") }
        guard !isStarted else { return .skipped("\(name) did not stop") }
        device = nil
        try unload()
        return .passed()
    }
}

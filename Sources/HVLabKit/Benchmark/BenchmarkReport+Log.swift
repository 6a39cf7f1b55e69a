// SPDX-License-Identifier: GPL-2.0-only

extension BenchmarkReport.Boot {
    static let hypervisors = ["observer", "everything"]

    /// What the numbers of a boot say.
    init(log: BenchmarkLog) {
        mitigations = log.mitigations
        vulnerabilities = log.vulnerabilities
        exits = log.paths.map { path in
            var costs: [String: BenchmarkReport.Cost] = [:]
            for place in ["native", "kvm"] + Self.hypervisors {
                costs[place] = Self.cost(of: path, at: place, in: log)
            }
            return BenchmarkReport.Exit(name: path, costs: costs)
        }
        lives = [:]
        for hypervisor in Self.hypervisors { lives[hypervisor] = Self.life(of: hypervisor, in: log) }
    }

    private static func cost(
        of path: String, at place: String, in log: BenchmarkLog
    ) -> BenchmarkReport.Cost? {
        guard let numbers = log.costs[BenchmarkLog.Key(place: place, path: path)], let turns = numbers["turns"],
            let loop = numbers["loop"], let empty = numbers["empty"], let first = numbers["first"],
            let least = numbers["least"], let none = numbers["none"]
        else { return nil }
        let native = log.costs[BenchmarkLog.Key(place: "native", path: path)] ?? [:]
        if place == "native" {
            if turns == 0 { return nil }
            if path.hasPrefix("vmcall") { return BenchmarkReport.Cost(remark: "#UD") }
            return BenchmarkReport.Cost(mean: Double(loop - empty) / Double(turns), least: least - none)
        }
        if turns == 0 { return BenchmarkReport.Cost(remark: "does not exit") }
        // What the guest itself executes: one instruction, or as natively with the handlers of the events that come.
        let own = numbers["own"] ?? ownInstructions(numbers, native)
        var cost = BenchmarkReport.Cost(
            mean: Double(loop - empty) / Double(turns) - Double(own), least: least - none - own)
        cost.trace = trace(of: path, at: place, in: log)
        if numbers["timer"] != nil {
            cost.mean = Double(loop) / Double(turns)
            cost.least = least
        } else if let wanted = native["nmis"], wanted > 0, numbers["nmis"] != wanted {
            cost.mean = nil
            cost.least = first - none - own
            cost.remark = "the emulator blocks NMIs behind the first"
        } else if cost.least == 0 && (cost.trace?.exits ?? 0) == 0 {
            return BenchmarkReport.Cost(remark: "does not exit")
        } else if path == "vmcall_arguments", first > least {
            // Once the ring is full a record costs less, and is lost.
            cost.least = first - none - own
            cost.remark = "with room in the event ring; without, \(least - none - own)"
        }
        return cost
    }

    private static func ownInstructions(
        _ numbers: BenchmarkLog.Numbers, _ native: BenchmarkLog.Numbers
    ) -> Int {
        // VMCALL faults natively and not under a hypervisor.
        guard numbers["faults"] == native["faults"], let least = native["least"], let none = native["none"] else {
            return 1
        }
        return numbers["timer"] == nil ? least - none : 0
    }

    private static func trace(
        of path: String, at place: String, in log: BenchmarkLog
    ) -> BenchmarkReport.Trace? {
        guard let entry = log.traces[BenchmarkLog.Key(place: place, path: "cpuid")]?.entryBehindCPUID else {
            return nil
        }
        return log.traces[BenchmarkLog.Key(place: place, path: path)]?.rootMode(from: entry)
    }

    private static func life(of hypervisor: String, in log: BenchmarkLog) -> BenchmarkReport.Life {
        func key(_ path: String) -> BenchmarkLog.Key { BenchmarkLog.Key(place: hypervisor, path: path) }
        var life = BenchmarkReport.Life(start: log.times[key("start")], stop: log.times[key("stop")])
        let trace = log.traces[key("life")]
        life.launch = trace?.count(from: "vmxon", through: "vmlaunch")
        life.leave = trace?.count(from: "vmcall", through: "vmxoff")
        for name in ["memory-cpus", "memory-shared", "ept-pages", "ept-leaves"] {
            life.statistics[name] = log.statistics[key(name)]
        }
        return life
    }
}

// SPDX-License-Identifier: GPL-2.0-only

/// What `hvlab bench` measured: `bench.json`, which Tests/Lab/bench/README.md describes.
struct BenchmarkReport: Codable, Equatable {
    static let currentSchema = 1

    var schema = currentSchema

    /// The kernel's release.
    var kernel: String

    /// The processor, by its name in Bochs.
    var processor: String
    var boots: [Boot]

    struct Boot: Codable, Equatable {
        /// What the kernel was told: `off` or `auto`.
        var mitigations: String

        /// What Linux then says of itself in /sys/devices/system/cpu/vulnerabilities.
        var vulnerabilities: [String: String]
        var exits: [Exit]

        /// By hypervisor of this project.
        var lives: [String: Life]
    }

    struct Exit: Codable, Equatable {
        /// As in kvm-unit-tests' vmexit where it has it.
        var name: String

        /// By where: `native`, `kvm`, or a hypervisor of this project. None where it was not measured.
        var costs: [String: Cost]
    }

    /// All figures are instructions in root mode beyond what happens natively; for `native` they are all there are.
    struct Cost: Codable, Equatable {
        /// Over a loop, without an equal loop that lacks the instruction; none where not every turn exited.
        var mean: Double?

        /// Of the turns one by one; an interrupt of Linux may be in any, so this is the exit's own. None where only a
        /// trace has it.
        var least: Int?
        var trace: Trace?

        /// Why there are no figures, or what they hold.
        var remark: String?

        /// The figure for people: the shortest turn that was seen. Ours is the same in each run.
        ///
        /// The exit of an event takes a tick of its own, so that its trace has an instruction less than a timed turn;
        /// and an interrupt of Linux may be in a trace too.
        var figure: Int? {
            guard let trace, trace.exits > 0 else { return least }
            return min(least ?? trace.instructions, trace.instructions)
        }
    }

    /// What one turn executed in root mode, counted in the emulator's trace.
    struct Trace: Codable, Equatable {
        var exits = 0
        var instructions = 0
        var vmreads = 0
        var vmwrites = 0

        /// RDMSR and WRMSR.
        var msrAccesses = 0
    }

    /// From start to stop.
    struct Life: Codable, Equatable {
        /// Ticks of the system calls, the least of the rounds; the processor's idle time is among them.
        var start: Int?
        var stop: Int?

        /// Instructions from VMXON to VMLAUNCH, and from the VMCALL that stops to the instruction behind VMXOFF.
        var launch: Int?
        var leave: Int?

        /// `hvctl stats`: memory and EPT, by name.
        var statistics: [String: Int] = [:]
    }

    func boot(_ mitigations: String) -> Boot? {
        boots.first { $0.mitigations == mitigations }
    }
}

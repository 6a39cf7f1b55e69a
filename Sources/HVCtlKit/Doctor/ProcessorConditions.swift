// SPDX-License-Identifier: GPL-2.0-only

extension Doctor {
    /// SDM volume 3, "Discovering Support for VMX".
    static func checkProcessor(_ machine: Machine) -> Condition {
        let id = "processor-vtx"
        let title = "VT-x in CPUID"
        if let profile = machine.runningProfile {
            return Condition(id, title, .pass, "the profile \(profile) uses it now, and may hide it")
        }
        if machine.showsVTx { return Condition(id, title, .pass, "CPUID.1:ECX[5] is 1 (\(machine.vendor))") }
        guard machine.vendor == "GenuineIntel" else {
            return Condition(
                id, title, .fail, "the processor is \(machine.vendor), which has no VT-x",
                do: "use a machine with an Intel processor; hvlab runs the module in an emulator on this one")
        }
        if machine.hypervisor != nil {
            return Condition(
                id, title, .fail, "CPUID.1:ECX[5] is 0: the hypervisor around this machine does not show VT-x",
                do:
                    "turn on nested virtualisation in the host (KVM: 'modprobe kvm_intel nested=1' and CPU model 'host')"
            )
        }
        return Condition(
            id, title, .fail, "CPUID.1:ECX[5] is 0",
            do: "use a processor with VT-x; hvlab runs the module in an emulator")
    }

    /// SDM volume 3, "Enabling and Entering VMX Operation": bit 0 locks, bit 2 allows VMXON outside SMX.
    static func checkFirmware(_ machine: Machine) -> Condition {
        let id = "firmware-lock"
        let title = "VT-x not locked off by firmware"
        if let profile = machine.runningProfile { return Condition(id, title, .pass, "the profile \(profile) runs") }
        guard machine.showsVTx else { return Condition(id, title, .skip, "the processor shows no VT-x") }
        var unlocked: [UInt32] = []
        for cpu in machine.onlineCPUs {
            let value: UInt64
            do {
                value = try machine.msr(MSRName.featureControl, cpu: cpu)
            } catch {
                return firmwareByKernel(machine, id, title, unreadable: error)
            }
            if value & 1 == 0 { unlocked.append(cpu) }
            if value & 1 != 0 && value & 1 << 2 == 0 {
                return Condition(
                    id, title, .fail,
                    "IA32_FEATURE_CONTROL (0x3a) of CPU \(cpu) is 0x\(String(value, radix: 16)): locked, and bit 2 is 0",
                    do: firmwareAction)
            }
        }
        if !unlocked.isEmpty {
            return Condition(
                id, title, .warn,
                "IA32_FEATURE_CONTROL (0x3a) is not locked on CPU \(CPUList.text(unlocked)): neither firmware nor kernel chose",
                do: "turn on VT-x in the firmware's set-up, which locks the MSR with VT-x allowed")
        }
        return Condition(
            id, title, .pass, "IA32_FEATURE_CONTROL allows VMXON on CPU \(CPUList.text(machine.onlineCPUs))")
    }

    private static let firmwareAction =
        "turn on \"Intel Virtualization Technology\" in the firmware's set-up, then power off and on"

    /// Linux since 5.6 takes `vmx` out of /proc/cpuinfo when the firmware locked it off.
    private static func firmwareByKernel(
        _ machine: Machine, _ id: String, _ title: String, unreadable error: SystemError
    ) -> Condition {
        let lines = machine.system.text(of: "/proc/cpuinfo", limit: 1 << 20)?.split(separator: "\n") ?? []
        guard let flags = lines.first(where: { $0.hasPrefix("flags") }) else {
            return Condition(
                id, title, .warn, "cannot be found out: \(error.text)", do: "run it as root, after 'modprobe msr'")
        }
        if flags.split(separator: " ").contains("vmx") {
            return Condition(id, title, .pass, "the kernel lists vmx in /proc/cpuinfo (\(error.text))")
        }
        return Condition(
            id, title, .fail,
            "CPUID has VT-x, but the kernel does not list vmx in /proc/cpuinfo: the firmware locked it off",
            do: firmwareAction)
    }

    /// What firmware or microcode set up differently shows in the capability MSRs.
    static func checkCPUs(_ machine: Machine) -> Condition {
        let id = "cpus-equal"
        let title = "All CPUs have the same VT-x"
        if let profile = machine.runningProfile { return Condition(id, title, .pass, "the profile \(profile) runs") }
        guard machine.showsVTx else { return Condition(id, title, .skip, "the processor shows no VT-x") }
        guard let first = machine.onlineCPUs.first else {
            return Condition(id, title, .warn, "the kernel lists no CPU as online")
        }
        for address in CapabilityMSRs.addresses {
            let expected = try? machine.msr(address, cpu: first)
            if address == CapabilityMSRs.addresses.lowerBound && expected == nil {
                return Condition(
                    id, title, .warn, "cannot be found out: /dev/cpu/\(first)/msr cannot be read",
                    do: "run it as root, after 'modprobe msr'; a start compares the CPUs in any case")
            }
            for cpu in machine.onlineCPUs.dropFirst() where (try? machine.msr(address, cpu: cpu)) != expected {
                return Condition(
                    id, title, .fail, "MSR \(MSRName.text(address)) differs between CPU \(first) and CPU \(cpu)",
                    do: "update firmware and microcode, or take CPU \(cpu) offline")
            }
        }
        return Condition(
            id, title, .pass, "the capability MSRs of CPU \(CPUList.text(machine.onlineCPUs)) are the same")
    }

    /// Another hypervisor below this kernel.
    static func checkOuterHypervisor(_ machine: Machine) -> Condition {
        let id = "outer-hypervisor"
        let title = "Not under another hypervisor"
        if let profile = machine.runningProfile { return Condition(id, title, .pass, "the profile \(profile) runs") }
        guard let signature = machine.hypervisor else {
            return Condition(id, title, .pass, "CPUID.1:ECX[31] is 0")
        }
        let name = signature.isEmpty ? "one without a name" : "'\(signature)'"
        if machine.showsVTx {
            return Condition(
                id, title, .warn, "this kernel runs under a hypervisor (\(name)), which emulates VT-x",
                do: "expect it to be slower, and to differ where the outer hypervisor differs from a processor")
        }
        return Condition(id, title, .warn, "this kernel runs under a hypervisor (\(name)), which shows no VT-x")
    }
}

/// The VMX capability MSRs, IA32_VMX_BASIC to IA32_VMX_EXIT_CTLS2.
enum CapabilityMSRs {
    static let addresses: ClosedRange<UInt32> = 0x480...0x493
}

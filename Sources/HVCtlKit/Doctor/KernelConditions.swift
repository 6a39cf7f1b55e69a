// SPDX-License-Identifier: GPL-2.0-only

extension Doctor {
    /// Modules that put processors into VMX operation, or that the module refuses to run beside.
    private static let owners: [(module: String, product: String)] = [
        ("kvm_intel", "KVM"), ("vboxdrv", "VirtualBox"), ("vmmon", "VMware"),
    ]

    /// KVM of 6.12 and later holds VMX from when it is loaded.
    static func checkOtherHypervisors(_ machine: Machine) -> Condition {
        let id = "vmx-free"
        let title = "No other user of VT-x"
        let found = owners.filter { machine.system.exists("/sys/module/\($0.module)") }
        guard let owner = found.first else {
            return Condition(id, title, .pass, "none of \(owners.map(\.module).joined(separator: ", ")) is loaded")
        }
        let loaded = machine.system.text(of: "/proc/modules", limit: 1 << 20)?.split(separator: "\n") ?? []
        if loaded.contains(where: { $0.hasPrefix(owner.module + " ") }) {
            return Condition(
                id, title, .fail, "\(owner.product) is loaded (\(owner.module))",
                do: "stop its virtual machines, then 'modprobe -r \(owner.module)'")
        }
        return Condition(
            id, title, .fail, "\(owner.product) is built into this kernel (\(owner.module))",
            do: "boot a kernel that has it as a module, such as Debian's")
    }

    /// What the module is built and tested for.
    static func checkKernel(_ machine: Machine) -> Condition {
        let id = "kernel-release"
        let title = "Kernel is supported"
        let kernel = machine.system.kernel
        guard kernel.machine == "x86_64" else {
            return Condition(
                id, title, .fail, "the kernel is for \(kernel.machine)", do: "boot a 64-bit x86 kernel")
        }
        let numbers = kernel.release.split { $0 == "." || $0 == "-" }.prefix(2).map { Int($0) }
        guard numbers.count == 2, let major = numbers[0], let minor = numbers[1] else {
            return Condition(id, title, .warn, "the release '\(kernel.release)' is not a version that can be compared")
        }
        if (major, minor) < (6, 1) {
            return Condition(
                id, title, .fail, "\(kernel.release) is older than 6.1", do: "boot Debian's 6.1 or 6.12 kernel")
        }
        if (major, minor) == (6, 1) || (major, minor) == (6, 12) {
            return Condition(id, title, .pass, kernel.release)
        }
        return Condition(
            id, title, .warn, "\(kernel.release) was not tested; 6.1 and 6.12 were",
            do: "boot Debian's 6.1 or 6.12 kernel, or run the lab's scenarios on this one first")
    }

    /// Whether the kernel takes modules at all.
    static func checkModuleSupport(_ machine: Machine) -> Condition {
        let id = "kernel-modules"
        let title = "Kernel takes modules"
        guard machine.system.exists("/proc/modules") else {
            return Condition(
                id, title, .fail, "there is no /proc/modules: the kernel was built without modules",
                do: "boot a kernel with CONFIG_MODULES, such as Debian's")
        }
        if machine.system.text(of: "/proc/sys/kernel/modules_disabled") == "1" {
            return Condition(
                id, title, .fail, "loading was turned off for this boot (kernel.modules_disabled is 1)",
                do: "boot again, and load the module before that is set")
        }
        return Condition(id, title, .pass, "loading is allowed")
    }

    /// Lockdown and enforced signatures refuse a module that nobody signed.
    static func checkLockdown(_ machine: Machine) -> Condition {
        let id = "lockdown"
        let title = "Unsigned modules allowed"
        let action = "sign the module with a key that is enrolled (mokutil), or turn off Secure Boot"
        let lockdown = machine.system.text(of: "/sys/kernel/security/lockdown") ?? ""
        if let mode = lockdown.split(separator: " ").first(where: { $0.hasPrefix("[") }), mode != "[none]" {
            let level = mode.dropFirst().dropLast()
            // A module that is loaded shows that its signature was good.
            guard machine.isModuleLoaded else {
                return Condition(
                    id, title, .fail, "the kernel is locked down (\(level)): it takes signed modules only", do: action)
            }
            return Condition(
                id, title, .warn, "the kernel is locked down (\(level)): guest-run and raw state are refused")
        }
        if machine.system.text(of: "/sys/module/module/parameters/sig_enforce") == "Y" && !machine.isModuleLoaded {
            return Condition(
                id, title, .fail, "the kernel enforces module signatures (module.sig_enforce)",
                do: "sign the module with a key that is enrolled (mokutil), or boot without module.sig_enforce")
        }
        return Condition(
            id, title, .pass,
            lockdown.isEmpty ? "the kernel does not report lockdown" : "the kernel is not locked down")
    }
}

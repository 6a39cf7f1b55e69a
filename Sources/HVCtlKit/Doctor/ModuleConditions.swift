// SPDX-License-Identifier: GPL-2.0-only

import HVCoreABI

extension Doctor {
    /// Bits of `include/uapi/linux/capability.h`.
    private static let systemAdministration: UInt64 = 1 << 21
    private static let moduleLoading: UInt64 = 1 << 16

    /// The device wants CAP_SYS_ADMIN, loading CAP_SYS_MODULE.
    static func checkPrivilege(_ machine: Machine) -> Condition {
        let id = "privilege"
        let title = "CAP_SYS_ADMIN and CAP_SYS_MODULE"
        guard let capabilities = machine.capabilities else {
            return Condition(id, title, .warn, "cannot be found out: /proc/self/status has no CapEff")
        }
        var missing: [String] = []
        if capabilities & systemAdministration == 0 { missing.append("CAP_SYS_ADMIN") }
        if capabilities & moduleLoading == 0 { missing.append("CAP_SYS_MODULE") }
        guard missing.isEmpty else {
            let user = machine.system.userID
            return Condition(
                id, title, .fail, "user \(user) lacks \(missing.joined(separator: " and "))",
                do: user == 0
                    ? "the container or sandbox around hvctl took the capabilities away: run it outside"
                    : "run hvctl as root")
        }
        return Condition(id, title, .pass, "this process has both")
    }

    /// A module file for the running kernel.
    static func checkModuleFile(_ machine: Machine) -> Condition {
        let id = "module-file"
        let title = "Module file for this kernel"
        let release = machine.system.kernel.release
        guard let path = ModuleFile.find(on: machine.system) else {
            let verdict: Condition.Verdict = machine.isModuleLoaded ? .warn : .fail
            return Condition(
                id, title, verdict, "there is no hvcore.ko below /lib/modules/\(release)",
                do: "'make install' in the source tree, or name the file: 'hvctl load PATH'")
        }
        do {
            let information = try machine.system.moduleInformation(path)
            guard let magic = information.first(where: { $0.key == "vermagic" })?.value else {
                return Condition(
                    id, title, .fail, "\(path) has no vermagic: it is not a kernel module",
                    do: "build it again with 'make'")
            }
            guard magic.split(separator: " ").first.map(String.init) == release else {
                return Condition(
                    id, title, .fail, "\(path) was built for '\(magic)', the kernel is \(release)",
                    do: "build it for this kernel: 'make KDIR=/lib/modules/\(release)/build', then 'make install'")
            }
            return Condition(id, title, .pass, "\(path), built for \(release)")
        } catch  where error.number == ErrorNumber.noLibrary {
            return Condition(
                id, title, .warn, "\(path) is there; what it was built for cannot be read (\(error.reason))",
                do: "install the package libkmod2")
        } catch {
            return Condition(
                id, title, .fail, error.text, do: "build it again with 'make', then 'make install'")
        }
    }

    /// That it is not loaded yet is no fault of the machine.
    static func checkModuleLoaded(_ machine: Machine) -> Condition {
        let id = "module-loaded"
        let title = "Module is loaded"
        return machine.isModuleLoaded
            ? Condition(id, title, .pass, "hvcore is in the kernel")
            : Condition(id, title, .warn, "hvcore is not in the kernel", do: "load it: 'hvctl load'")
    }

    /// The device is there, may be opened, and speaks our version.
    static func checkDevice(_ machine: Machine) -> Condition {
        let id = "device"
        let title = "\(HVCoreDevice.path) can be used"
        switch machine.device {
        case .success:
            return Condition(id, title, .pass, "the module speaks version \(HVCORE_API_VERSION) of the interface")
        case .failure(let failure) where failure.status == .noDevice && !machine.isModuleLoaded:
            return Condition(id, title, .skip, "the module is not loaded")
        case .failure(let failure) where failure.status == .noDevice:
            return Condition(
                id, title, .fail, failure.problem + ", but the module is in the kernel",
                do: "look into the kernel log for why the module made no device, and whether /dev is a devtmpfs")
        case .failure(let failure):
            return Condition(id, title, .fail, failure.problem, do: failure.action)
        }
    }
}

// SPDX-License-Identifier: GPL-2.0-only

/// One thing that must be so for a hypervisor to run here, and whether it is.
struct Condition: Hashable {
    enum Verdict: String, Hashable {
        /// It is as it must be.
        case pass
        /// It may be in the way, or it could not be found out.
        case warn
        /// It is in the way.
        case fail
        /// It means nothing on this machine, for the reason given.
        case skip
    }

    /// The key in the output; it does not change.
    let id: String
    /// What is looked at.
    let title: String
    let verdict: Verdict
    /// What was found.
    let detail: String
    /// What to do; nil where there is nothing to do.
    let action: String?

    init(_ id: String, _ title: String, _ verdict: Verdict, _ detail: String, do action: String? = nil) {
        self.id = id
        self.title = title
        self.verdict = verdict
        self.detail = detail
        self.action = action
    }
}

/// Looks at all conditions, in the order in which they matter.
enum Doctor {
    static let checks: [@Sendable (Machine) -> Condition] = [
        checkProcessor, checkFirmware, checkCPUs, checkOuterHypervisor, checkOtherHypervisors, checkKernel,
        checkModuleSupport, checkLockdown, checkPrivilege, checkModuleFile, checkModuleLoaded, checkDevice,
    ]

    static func examine(_ system: any SystemInterface) -> [Condition] {
        let machine = Machine(system)
        return checks.map { $0(machine) }
    }
}

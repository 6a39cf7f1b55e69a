// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// Exits because of a guest-physical address.
///
/// SDM volume 3, "EPT-Induced VM Exits".
public struct MemoryExits: Sendable {
    // Bit 7 of the qualification says whether the guest-linear address is valid.
    public let eptViolation: Exit<EPTViolationQualification, NoLayout> = .declare(
        48, "EPT violation", "EXIT_REASON_EPT_VIOLATION", [.when(controls.secondary.enableEPT)], kind: .faultLike,
        duringEventDelivery: true, user: true, nmiUnblocking: .exitQualification, linearAddress: true,
        physicalAddress: true, existsWhen: .supports(controls.secondary.enableEPT))
    // An access at any CPL can meet the entry, but only a fault of whoever wrote the entry makes it one:
    // no guest code causes it. The qualification is undefined, and so has no NMI unblocking.
    public let eptMisconfiguration: Exit<NoLayout, NoLayout> = .declare(
        49, "EPT misconfiguration", "EXIT_REASON_EPT_MISCONFIG", [.when(controls.secondary.enableEPT)],
        kind: .faultLike, duringEventDelivery: true, user: false, physicalAddress: true,
        existsWhen: .supports(controls.secondary.enableEPT))
    public let pageModificationLogFull: Exit<PageModificationLogQualification, NoLayout> = .declare(
        62, "Page-modification log full", "EXIT_REASON_PML_FULL", [.when(controls.secondary.enablePML)],
        kind: .faultLike, duringEventDelivery: true, user: true, nmiUnblocking: .exitQualification,
        existsWhen: .supports(controls.secondary.enablePML))
    public let subPagePermission: Exit<SubPagePermissionQualification, NoLayout> = .declare(
        66, "SPP-related event", "EXIT_REASON_SPP", [.when(controls.secondary.subPageWritePermissions)],
        kind: .faultLike, duringEventDelivery: true, user: true, nmiUnblocking: .exitQualification,
        linearAddress: true, physicalAddress: true,
        existsWhen: .supports(controls.secondary.subPageWritePermissions), linux: .none)
}

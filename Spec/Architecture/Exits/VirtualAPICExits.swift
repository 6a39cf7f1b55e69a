// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// Exits of the virtualization of the APIC.
///
/// SDM volume 3, chapter "APIC Virtualization and Virtual Interrupts". The page of an APIC can be
/// mapped for CPL 3, so accesses to it count as possible from there.
public struct VirtualAPICExits: Sendable {
    public let tprBelowThreshold: Exit<NoLayout, NoLayout> = .declare(
        43, "TPR below threshold", "EXIT_REASON_TPR_BELOW_THRESHOLD",
        [.all([.when(controls.primary.useTPRShadow), .unless(controls.secondary.virtualInterruptDelivery)])],
        kind: .trapLike, user: true, existsWhen: .supports(controls.primary.useTPRShadow))
    public let apicAccess: Exit<APICAccessQualification, NoLayout> = .declare(
        44, "APIC access", "EXIT_REASON_APIC_ACCESS", [.when(controls.secondary.virtualizeAPICAccesses)],
        kind: .faultLike, duringEventDelivery: true, user: true,
        existsWhen: .supports(controls.secondary.virtualizeAPICAccesses))
    public let virtualizedEOI: Exit<VirtualizedEOIQualification, NoLayout> = .declare(
        45, "Virtualized EOI", "EXIT_REASON_EOI_INDUCED",
        [
            .all([.when(controls.secondary.virtualInterruptDelivery), .bitmap("EOI-exit bitmap 0")]),
            .all([.when(controls.secondary.virtualInterruptDelivery), .bitmap("EOI-exit bitmap 1")]),
            .all([.when(controls.secondary.virtualInterruptDelivery), .bitmap("EOI-exit bitmap 2")]),
            .all([.when(controls.secondary.virtualInterruptDelivery), .bitmap("EOI-exit bitmap 3")]),
        ],
        kind: .trapLike, user: true, existsWhen: .supports(controls.secondary.virtualInterruptDelivery))
    public let apicWrite: Exit<APICWriteQualification, NoLayout> = .declare(
        56, "APIC write", "EXIT_REASON_APIC_WRITE",
        [
            .when(controls.secondary.apicRegisterVirtualization), .when(controls.secondary.virtualInterruptDelivery),
            .when(controls.tertiary.ipiVirtualization),
        ],
        kind: .trapLike, user: true,
        existsWhen: .supportsAny(
            controls.secondary.apicRegisterVirtualization, controls.secondary.virtualInterruptDelivery,
            controls.tertiary.ipiVirtualization))
}

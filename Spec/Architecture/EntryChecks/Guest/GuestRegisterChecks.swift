// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

private let guest: GuestRegisterFields = vmcs.guest.registers
private let fixed0: Expr<UInt64> = capability(capabilityMSRs.cr0Fixed0)
/// VM entry does not change CR0.NW and CR0.CD, which are never checked.
private let uncheckedCR0: UInt64 = CR0.nw | CR0.cd
private let uncheckedUnrestricted: UInt64 = CR0.nw | CR0.cd | CR0.pe | CR0.pg
/// With EPT the address is the guest's own, to which TME's key identifiers mean nothing.
private let cr3Reserved: Expr<UInt64> = choose(
    isOn(controls.secondary.enableEPT), machine.features.enumeratedPhysicalAddressReserved,
    else: physicalAddressReserved)

/// Control and debug registers that VM entry loads.
///
/// SDM volume 3, "Checks on Guest Control Registers, Debug Registers, and MSRs".
public struct GuestRegisterChecks: Sendable {
    public let cr0Fixed0: EntryCheck = .rule(
        7001, "guest.cr0.must-be-1", .guestRegisters,
        "Guest CR0: every bit that IA32_VMX_CR0_FIXED0 has, but NW and CD, is 1; PE and PG only when "
            + "\"Unrestricted guest\" is 0.",
        holds: guest.cr0.covers(
            choose(GuestTerms.isUnrestricted, fixed0 & ~uncheckedUnrestricted, else: fixed0 & ~uncheckedCR0)),
        sources: .manualBochsLinux)
    public let cr0Fixed1: EntryCheck = .rule(
        7002, "guest.cr0.must-be-0", .guestRegisters,
        "Guest CR0: every bit that IA32_VMX_CR0_FIXED1 lacks, but NW and CD, is 0.",
        holds: (guest.cr0 & ~uncheckedCR0).isWithin(capability(capabilityMSRs.cr0Fixed1)), sources: .manualBochsLinux)
    public let pgNeedsPE: EntryCheck = .rule(
        7003, "guest.cr0.pg-needs-pe", .guestRegisters, "Guest CR0.PG is 1 only when CR0.PE is.",
        given: guest.cr0.hasAny(CR0.pg), holds: guest.cr0.hasAny(CR0.pe), sources: .manualBochsLinux)
    public let cr4Fixed0: EntryCheck = .rule(
        7004, "guest.cr4.must-be-1", .guestRegisters,
        "Guest CR4: every bit that IA32_VMX_CR4_FIXED0 has is 1: VMXE, which a guest can be shown as 0 by the CR4 "
            + "guest/host mask.",
        holds: guest.cr4.covers(capability(capabilityMSRs.cr4Fixed0)), sources: .manualBochsLinux)
    public let cr4Fixed1: EntryCheck = .rule(
        7005, "guest.cr4.must-be-0", .guestRegisters,
        "Guest CR4: every bit that IA32_VMX_CR4_FIXED1 lacks is 0: the processor has what is turned on.",
        holds: guest.cr4.isWithin(capability(capabilityMSRs.cr4Fixed1)), sources: .manualBochsLinux)
    public let cetNeedsWP: EntryCheck = .rule(
        7006, "guest.cr4.cet-needs-wp", .guestRegisters, "Guest CR4.CET is 1 only when CR0.WP is.",
        given: guest.cr4.hasAny(CR4.cet), holds: guest.cr0.hasAny(CR0.wp), sources: .manualBochsLinux)
    /// Bochs does not look.
    public let ia32ePaging: EntryCheck = .rule(
        7007, "guest.ia-32e.cr0.pg", .guestRegisters, "Guest CR0.PG is 1 when \"IA-32e mode guest\" is.",
        given: GuestTerms.willBeIA32e, holds: guest.cr0.hasAny(CR0.pg), sources: .manualLinux)
    public let ia32ePAE: EntryCheck = .rule(
        7008, "guest.ia-32e.cr4.pae", .guestRegisters, "Guest CR4.PAE is 1 when \"IA-32e mode guest\" is.",
        given: GuestTerms.willBeIA32e, holds: guest.cr4.hasAny(CR4.pae), sources: .manualBochsLinux)
    public let pcide: EntryCheck = .rule(
        7009, "guest.cr4.pcide", .guestRegisters, "Guest CR4.PCIDE is 0 when \"IA-32e mode guest\" is.",
        given: GuestTerms.willNotBeIA32e, holds: guest.cr4.hasNone(CR4.pcide))
    public let fred: EntryCheck = .rule(
        7010, "guest.cr4.fred", .guestRegisters, "Guest CR4.FRED is 0 when \"IA-32e mode guest\" is.",
        given: GuestTerms.willNotBeIA32e, holds: guest.cr4.hasNone(CR4.fred))
    public let cr3: EntryCheck = .rule(
        7011, "guest.cr3.width", .guestRegisters,
        "Guest CR3: bits above the processor's physical addresses are 0, bit 63 too; 62:61 may be 1 with LAM.",
        holds: guest.cr3.isCR3(reserved: cr3Reserved), sources: .manualBochsLinux)
    public let dr7: EntryCheck = .rule(
        7012, "guest.dr7.reserved", .guestRegisters, "Guest DR7: bits 63:32 are 0.",
        given: isOn(controls.entry.loadDebugControls), holds: guest.dr7.upperHalfIsZero, sources: .manualBochsLinux)
}

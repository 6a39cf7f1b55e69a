// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

private let guest: GuestFields = vmcs.guest
private let isLong: Expr<Bool> = vmcs.guest.csAccessRights.hasAny(SegmentAccessRights.long)
private let cet: Expr<Bool> = isOn(controls.entry.loadCETState)

/// SDM volume 3, "Checks on Guest Descriptor-Table Registers".
public struct GuestDescriptorTableChecks: Sendable {
    public let gdtrBase: EntryCheck = .rule(
        8901, "guest.gdtr.base.canonical", .guestDescriptorTables, "Guest GDTR base: the address is canonical.",
        holds: guest.gdtrBase.isCanonical)
    public let idtrBase: EntryCheck = .rule(
        8902, "guest.idtr.base.canonical", .guestDescriptorTables, "Guest IDTR base: the address is canonical.",
        holds: guest.idtrBase.isCanonical)
    public let gdtrLimit: EntryCheck = .rule(
        8903, "guest.gdtr.limit", .guestDescriptorTables, "Guest GDTR limit: bits 31:16 are 0.",
        holds: guest.gdtrLimit.hasNone(0xffff_0000))
    public let idtrLimit: EntryCheck = .rule(
        8904, "guest.idtr.limit", .guestDescriptorTables, "Guest IDTR limit: bits 31:16 are 0.",
        holds: guest.idtrLimit.hasNone(0xffff_0000))
}

/// SDM volume 3, "Checks on Guest RIP, RFLAGS, and SSP".
public struct GuestFlowChecks: Sendable {
    public let ripOf32: EntryCheck = .rule(
        9001, "guest.rip.upper", .guestRIP,
        "Guest RIP: bits 63:32 are 0 outside 64-bit mode (\"IA-32e mode guest\" and CS.L are not both 1).",
        given: not(allOf(GuestTerms.willBeIA32e, isLong)), holds: guest.rip.upperHalfIsZero)
    /// Bochs does not look.
    public let ripOf64: EntryCheck = .rule(
        9002, "guest.rip.identical", .guestRIP,
        "Guest RIP: in 64-bit mode the bits from the processor's linear-address width on are identical.",
        given: allOf(GuestTerms.willBeIA32e, isLong), holds: guest.rip.hasIdenticalUpperBits, sources: .manual)
    public let rflagsZero: EntryCheck = .rule(
        9003, "guest.rflags.must-be-0", .guestRIP, "Guest RFLAGS: bits 3, 5, 15 and 63:22 are 0.",
        holds: guest.rflags.hasNone(0xffff_ffff_ffc0_8028))
    public let rflagsOne: EntryCheck = .rule(
        9004, "guest.rflags.must-be-1", .guestRIP, "Guest RFLAGS: bit 1 is 1.",
        holds: guest.rflags.hasAny(RFLAGS.fixed1))
    public let noVM64: EntryCheck = .rule(
        9005, "guest.rflags.vm-ia-32e", .guestRIP, "Guest RFLAGS.VM is 0 when \"IA-32e mode guest\" is 1.",
        given: GuestTerms.willBeIA32e, holds: guest.rflags.hasNone(RFLAGS.vm))
    /// Bochs does not look.
    public let noVMReal: EntryCheck = .rule(
        9006, "guest.rflags.vm-real-mode", .guestRIP, "Guest RFLAGS.VM is 0 when CR0.PE is.",
        given: guest.cr0.hasNone(CR0.pe), holds: guest.rflags.hasNone(RFLAGS.vm), sources: .manual)
    public let interruptible: EntryCheck = .rule(
        9007, "guest.rflags.if", .guestRIP,
        "Guest RFLAGS.IF is 1 when an external interrupt is injected: the guest could not have taken it.",
        given: GuestTerms.injects(.externalInterrupt), holds: guest.rflags.hasAny(RFLAGS.`if`))
    public let sspAlignment: EntryCheck = .rule(
        9008, "guest.ssp.alignment", .guestRIP, "Guest SSP: bits 1:0 are 0.", given: cet,
        holds: guest.ssp.hasNone(0x3))
    /// Bochs wants a canonical address.
    public let sspIdentical: EntryCheck = .rule(
        9009, "guest.ssp.identical", .guestRIP,
        "Guest SSP: the bits from the processor's linear-address width on are identical.", given: cet,
        holds: guest.ssp.hasIdenticalUpperBits)
    /// The section of this title does not have it: "Loading Guest RIP, RSP, RFLAGS, and SSP" says that it has.
    public let sspOf32: EntryCheck = .rule(
        9010, "guest.ssp.upper", .guestRIP, "Guest SSP: bits 63:32 are 0 when \"IA-32e mode guest\" is 0.",
        given: allOf(cet, GuestTerms.willNotBeIA32e), holds: guest.ssp.upperHalfIsZero)
}

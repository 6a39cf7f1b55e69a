// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

private let pending: Field<UInt64> = vmcs.guest.pendingDebugExceptions
private let steps: Expr<Bool> = allOf(
    vmcs.guest.rflags.hasAny(RFLAGS.tf), vmcs.guest.ia32Debugctl.hasNone(DEBUGCTL.btf))
private let isHeldBack: Expr<Bool> = anyOf(
    GuestTerms.blocksBySTI, GuestTerms.blocksByMovSS, vmcs.guest.activityState.equals(ActivityState.hlt))
private let transactional: Expr<Bool> = pending.hasAny(1 << 16)

/// SDM volume 3, "Checks on Guest Non-Register State": the pending debug exceptions.
public struct PendingDebugChecks: Sendable {
    public let reserved: EntryCheck = .rule(
        9141, "guest.pending-debug.reserved", .guestNonRegisterState,
        "Guest pending debug exceptions: bits 10:4, 13, 15 and 63:17 are 0.",
        holds: pending.hasNone(0xffff_ffff_fffe_a7f0))
    /// The text has bit 11 among those that must be 0, as Bochs does; the table of the field has BLD there, and exits
    /// save it on processors that detect bus locks.
    public let busLock: EntryCheck = .rule(
        9142, "guest.pending-debug.bus-lock", .guestNonRegisterState,
        "Guest pending debug exceptions: bit 11 (BLD) is 0 on processors without bus-lock detection.",
        given: not(machine.features.busLockDetect), holds: pending.hasNone(1 << 11))
    public let singleStep: EntryCheck = .rule(
        9143, "guest.pending-debug.bs-set", .guestNonRegisterState,
        "Guest pending debug exceptions: BS (bit 14) is 1 when RFLAGS.TF is 1 and IA32_DEBUGCTL.BTF is 0 while STI, "
            + "MOV SS or HLT holds the step back, or the step would be lost.",
        given: allOf(isHeldBack, steps), holds: pending.hasAny(1 << 14), sources: .manualLinux)
    public let noSingleStep: EntryCheck = .rule(
        9144, "guest.pending-debug.bs-clear", .guestNonRegisterState,
        "Guest pending debug exceptions: BS (bit 14) is 0 when RFLAGS.TF is 0 or IA32_DEBUGCTL.BTF is 1 while STI, "
            + "MOV SS or HLT blocks.",
        given: allOf(isHeldBack, not(steps)), holds: pending.hasNone(1 << 14), sources: .manualLinux)
    public let transactionAlone: EntryCheck = .rule(
        9145, "guest.pending-debug.rtm-others", .guestNonRegisterState,
        "Guest pending debug exceptions: bits 11:0, 15:13 and 63:17 are 0 when RTM (bit 16) is 1.",
        given: transactional, holds: pending.hasNone(0xffff_ffff_fffe_efff), mending: .unapplied, sources: .manual)
    public let transactionEnabled: EntryCheck = .rule(
        9146, "guest.pending-debug.rtm-enabled", .guestNonRegisterState,
        "Guest pending debug exceptions: enabled breakpoint (bit 12) is 1 when RTM (bit 16) is.",
        given: transactional, holds: pending.hasAny(1 << 12), sources: .manual)
    public let transactionSupported: EntryCheck = .rule(
        9147, "guest.pending-debug.rtm-support", .guestNonRegisterState,
        "Guest pending debug exceptions: RTM (bit 16) is 1 only on processors with RTM.",
        given: transactional, holds: holds(machine.features.rtm), sources: .manual)
    public let transactionUnblocked: EntryCheck = .rule(
        9148, "guest.pending-debug.rtm-mov-ss", .guestNonRegisterState,
        "Guest interruptibility state: blocking by MOV SS (bit 1) is 0 when RTM (bit 16) is pending.",
        given: transactional, holds: not(GuestTerms.blocksByMovSS), sources: .manual)
}

// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

private let pointer: Field<UInt64> = vmcs.guest.vmcsLinkPointer
private let isUsed: Expr<Bool> = pointer.differs(from: 0xffff_ffff_ffff_ffff)
private let linked: MachineInput<UInt32> = machine.memory.linkedRevision
private let inSMM: Expr<Bool> = holds(machine.processor.isInSMM)
private let toSMM: Control = controls.entry.entryToSMM
/// SDM volume 3, "VM-Entry Failures During or After Loading Guest State".
private let failure: [EntryOutcome] = [.guestStateFailure(qualification: 4)]

/// SDM volume 3, "Checks on Guest Non-Register State": the VMCS link pointer.
///
/// Where a rule is broken there had better be no linked VMCS: at another address is other memory.
public struct LinkPointerChecks: Sendable {
    public let alignment: EntryCheck = .rule(
        9201, "guest.link-pointer.alignment", .guestNonRegisterState,
        "VMCS link pointer: bits 11:0 are 0, unless it is FFFFFFFF_FFFFFFFFH.", given: isUsed,
        holds: pointer.isPageAligned, outcomes: failure, mending: .unapplied, sources: .manualBochsLinux)
    public let width: EntryCheck = .rule(
        9202, "guest.link-pointer.width", .guestNonRegisterState,
        "VMCS link pointer: it is not wider than the processor's physical addresses, unless it is "
            + "FFFFFFFF_FFFFFFFFH.",
        given: isUsed, holds: pointer.fitsPhysicalAddressWidth, outcomes: failure, mending: .unapplied,
        sources: .manualBochsLinux)
    public let revision: EntryCheck = .rule(
        9203, "guest.link-pointer.revision", .guestNonRegisterState,
        "The VMCS that the link pointer refers to begins with the processor's VMCS revision identifier "
            + "(IA32_VMX_BASIC[30:0]).",
        given: isUsed, holds: linked.bits(30, 0).equals(capability(capabilityMSRs.basic).bits(30, 0).u32),
        outcomes: failure, sources: .manualBochsLinux)
    public let shadow: EntryCheck = .rule(
        9204, "guest.link-pointer.shadow", .guestNonRegisterState,
        "The VMCS that the link pointer refers to is a shadow VMCS (bit 31 of its first 4 bytes) exactly when "
            + "\"VMCS shadowing\" is 1.",
        given: isUsed, holds: linked.hasAny(1 << 31).equals(isOn(controls.secondary.vmcsShadowing)),
        outcomes: failure, sources: .manualBochsLinux)
    public let notCurrent: EntryCheck = .rule(
        9205, "guest.link-pointer.not-current", .guestNonRegisterState,
        "VMCS link pointer: it is not the current-VMCS pointer, outside SMM or when \"Entry to SMM\" is 1.",
        given: allOf(isUsed, anyOf(not(inSMM), isOn(toSMM))),
        holds: pointer.differs(from: machine.processor.currentVMCS), outcomes: failure, mending: .unapplied)
    /// Bochs compares with the VMXON pointer, which the executive-VMCS pointer is when an SMI came in root operation.
    public let notExecutive: EntryCheck = .rule(
        9206, "guest.link-pointer.not-executive", .guestNonRegisterState,
        "VMCS link pointer: in SMM, when \"Entry to SMM\" is 0, it is not the executive-VMCS pointer.",
        given: allOf(isUsed, inSMM, isOff(toSMM)),
        holds: pointer.differs(from: vmcs.control.executiveVMCSPointer), outcomes: failure, mending: .unapplied)
}

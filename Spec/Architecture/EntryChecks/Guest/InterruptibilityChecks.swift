// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

private let state: Field<UInt32> = vmcs.guest.interruptibilityInfo

/// SDM volume 3, "Checks on Guest Non-Register State": the interruptibility state.
public struct InterruptibilityChecks: Sendable {
    public let reserved: EntryCheck = .rule(
        9121, "guest.interruptibility.reserved", .guestNonRegisterState,
        "Guest interruptibility state: bits 31:5 are 0.", holds: state.hasNone(0xffff_ffe0))
    public let notBoth: EntryCheck = .rule(
        9122, "guest.interruptibility.sti-and-mov-ss", .guestNonRegisterState,
        "Guest interruptibility state: blocking by STI (bit 0) and by MOV SS (bit 1) are not both 1.",
        holds: not(state.hasAll(0x3)))
    public let stiNeedsIF: EntryCheck = .rule(
        9123, "guest.interruptibility.sti-if", .guestNonRegisterState,
        "Guest interruptibility state: blocking by STI (bit 0) is 0 when RFLAGS.IF is.",
        given: vmcs.guest.rflags.hasNone(RFLAGS.`if`), holds: not(GuestTerms.blocksBySTI))
    public let interruptAndSTI: EntryCheck = .rule(
        9124, "guest.interruptibility.interrupt-sti", .guestNonRegisterState,
        "Guest interruptibility state: blocking by STI (bit 0) is 0 when an external interrupt is injected.",
        given: GuestTerms.injects(.externalInterrupt), holds: not(GuestTerms.blocksBySTI))
    public let interruptAndMovSS: EntryCheck = .rule(
        9125, "guest.interruptibility.interrupt-mov-ss", .guestNonRegisterState,
        "Guest interruptibility state: blocking by MOV SS (bit 1) is 0 when an external interrupt is injected.",
        given: GuestTerms.injects(.externalInterrupt), holds: not(GuestTerms.blocksByMovSS))
    /// Older editions: "A processor may require bit 0 to be 0 […]. Other processors may not make this requirement."
    /// The qualification is in "VM-Entry Failures During or After Loading Guest State".
    public let nmiAndSTI: EntryCheck = .rule(
        9126, "guest.interruptibility.nmi-sti", .guestNonRegisterState,
        "Guest interruptibility state: blocking by STI (bit 0) is 0 when an NMI is injected. Old processors need not "
            + "look.",
        given: GuestTerms.injects(.nonMaskableInterrupt), holds: not(GuestTerms.blocksBySTI),
        outcomes: [.guestStateFailure(qualification: 3), .enters])
    public let nmiAndMovSS: EntryCheck = .rule(
        9127, "guest.interruptibility.nmi-mov-ss", .guestNonRegisterState,
        "Guest interruptibility state: blocking by MOV SS (bit 1) is 0 when an NMI is injected.",
        given: GuestTerms.injects(.nonMaskableInterrupt), holds: not(GuestTerms.blocksByMovSS))
    public let smiOutside: EntryCheck = .rule(
        9128, "guest.interruptibility.smi-outside-smm", .guestNonRegisterState,
        "Guest interruptibility state: blocking by SMI (bit 2) is 0 when the processor is not in SMM.",
        given: not(machine.processor.isInSMM), holds: state.hasNone(InterruptibilityState.smi))
    public let smiInside: EntryCheck = .rule(
        9129, "guest.interruptibility.smi-entry-to-smm", .guestNonRegisterState,
        "Guest interruptibility state: blocking by SMI (bit 2) is 1 when \"Entry to SMM\" is.",
        given: isOn(controls.entry.entryToSMM), holds: state.hasAny(InterruptibilityState.smi))
    public let virtualNMI: EntryCheck = .rule(
        9130, "guest.interruptibility.virtual-nmi", .guestNonRegisterState,
        "Guest interruptibility state: blocking by NMI (bit 3) is 0 when an NMI is injected with \"Virtual NMIs\".",
        given: allOf(isOn(controls.pin.virtualNMIs), GuestTerms.injects(.nonMaskableInterrupt)),
        holds: state.hasNone(InterruptibilityState.nmi))
    public let enclaveAndMovSS: EntryCheck = .rule(
        9131, "guest.interruptibility.enclave-mov-ss", .guestNonRegisterState,
        "Guest interruptibility state: enclave interruption (bit 4) and blocking by MOV SS (bit 1) are not both 1.",
        given: state.hasAny(InterruptibilityState.enclave), holds: not(GuestTerms.blocksByMovSS), sources: .manual)
    public let enclaveNeedsSGX: EntryCheck = .rule(
        9132, "guest.interruptibility.enclave-sgx", .guestNonRegisterState,
        "Guest interruptibility state: enclave interruption (bit 4) is 1 only on processors with SGX.",
        given: state.hasAny(InterruptibilityState.enclave), holds: holds(machine.features.sgx), sources: .manual)
}

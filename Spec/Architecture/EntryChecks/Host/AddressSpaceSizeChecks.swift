// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

private let hostIs64Bit: Expr<Bool> = isOn(controls.exit.hostAddressSpaceSize)
private let hostIs32Bit: Expr<Bool> = isOff(controls.exit.hostAddressSpaceSize)
private let cet: Expr<Bool> = isOn(controls.exit.loadCETState)
private let isInIA32eMode: Expr<Bool> = holds(machine.processor.isInIA32eMode)

/// Whether host, guest and the processor agree on IA-32e mode.
///
/// SDM volume 3, "Checks Related to Address-Space Size".
public struct AddressSpaceSizeChecks: Sendable {
    public let guestOutside: EntryCheck = .rule(
        6001, "size.guest-outside-ia-32e", .addressSpaceSize,
        "Outside IA-32e mode (IA32_EFER.LMA is 0), \"IA-32e mode guest\" is 0.", given: not(isInIA32eMode),
        holds: isOff(controls.entry.ia32eModeGuest),
        implied: "outside IA-32e mode \"Host address-space size\" is 0, and then \"IA-32e mode guest\" is",
        sources: .manualBochsLinux)
    public let hostOutside: EntryCheck = .rule(
        6002, "size.host-outside-ia-32e", .addressSpaceSize,
        "Outside IA-32e mode (IA32_EFER.LMA is 0), \"Host address-space size\" is 0.", given: not(isInIA32eMode),
        holds: hostIs32Bit, sources: .manualBochsLinux)
    public let hostInside: EntryCheck = .rule(
        6003, "size.host-in-ia-32e", .addressSpaceSize,
        "In IA-32e mode (IA32_EFER.LMA is 1), \"Host address-space size\" is 1.", given: isInIA32eMode,
        holds: hostIs64Bit, sources: .manualBochsLinux)
    /// Bochs has it by way of the rules on IA-32e mode.
    public let guestOf32: EntryCheck = .rule(
        6004, "size.guest-of-32-bit-host", .addressSpaceSize,
        "\"IA-32e mode guest\" is 0 when \"Host address-space size\" is.", given: hostIs32Bit,
        holds: isOff(controls.entry.ia32eModeGuest),
        implied: "a 32-bit host is one outside IA-32e mode, where \"IA-32e mode guest\" is 0",
        sources: .manualBochsLinux)
    public let pcide: EntryCheck = .rule(
        6005, "size.32-bit-host.cr4.pcide", .addressSpaceSize,
        "Host CR4.PCIDE is 0 when \"Host address-space size\" is.", given: hostIs32Bit,
        holds: vmcs.host.cr4.hasNone(CR4.pcide), sources: .manualBochsLinux)
    public let fred: EntryCheck = .rule(
        6006, "size.32-bit-host.cr4.fred", .addressSpaceSize,
        "Host CR4.FRED is 0 when \"Host address-space size\" is.", given: hostIs32Bit,
        holds: vmcs.host.cr4.hasNone(CR4.fred), sources: .manual)
    public let ripOf32: EntryCheck = .rule(
        6007, "size.32-bit-host.rip", .addressSpaceSize,
        "Host RIP: bits 63:32 are 0 when \"Host address-space size\" is.", given: hostIs32Bit,
        holds: vmcs.host.rip.upperHalfIsZero, sources: .manualBochsLinux)
    public let sCetOf32: EntryCheck = .rule(
        6008, "size.32-bit-host.s-cet", .addressSpaceSize,
        "Host IA32_S_CET: bits 63:32 are 0 when \"Host address-space size\" is.", given: allOf(cet, hostIs32Bit),
        holds: vmcs.host.sCet.upperHalfIsZero, sources: .manualBochsLinux)
    public let sspOf32: EntryCheck = .rule(
        6009, "size.32-bit-host.ssp", .addressSpaceSize,
        "Host SSP: bits 63:32 are 0 when \"Host address-space size\" is.", given: allOf(cet, hostIs32Bit),
        holds: vmcs.host.ssp.upperHalfIsZero, sources: .manualBochsLinux)
    public let pae: EntryCheck = .rule(
        6010, "size.64-bit-host.cr4.pae", .addressSpaceSize,
        "Host CR4.PAE is 1 when \"Host address-space size\" is: IA-32e mode pages so.", given: hostIs64Bit,
        holds: vmcs.host.cr4.hasAny(CR4.pae), sources: .manualBochsLinux)
    /// The host runs with the CR4 of the VMCS, so that its LA57 says which addresses are canonical: KVM checks so,
    /// Bochs by the CR4 before the entry.
    public let ripOf64: EntryCheck = .rule(
        6011, "size.64-bit-host.rip", .addressSpaceSize,
        "Host RIP: the address is canonical, with 57 bits when host CR4.LA57 is 1 and 48 otherwise.",
        given: hostIs64Bit, holds: vmcs.host.rip.isCanonical(with57: vmcs.host.cr4.hasAny(CR4.la57)),
        sources: .manualBochsLinux)
    public let sCetOf64: EntryCheck = .rule(
        6012, "size.64-bit-host.s-cet", .addressSpaceSize, "Host IA32_S_CET: the address is canonical.",
        given: allOf(cet, hostIs64Bit), holds: vmcs.host.sCet.isCanonical, sources: .manualBochsLinux)
    public let sspOf64: EntryCheck = .rule(
        6013, "size.64-bit-host.ssp", .addressSpaceSize, "Host SSP: the address is canonical.",
        given: allOf(cet, hostIs64Bit), holds: vmcs.host.ssp.isCanonical, sources: .manualBochsLinux)
    public let interruptSSPTable: EntryCheck = .rule(
        6014, "size.interrupt-ssp-table", .addressSpaceSize,
        "Host IA32_INTERRUPT_SSP_TABLE_ADDR: the address is canonical.", given: cet,
        holds: vmcs.host.interruptSSPTable.isCanonical, sources: .manualBochsLinux)
}

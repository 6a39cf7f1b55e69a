// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

private let basic: Expr<UInt64> = capability(capabilityMSRs.basic)
private let misc: Expr<UInt64> = capability(capabilityMSRs.misc)
private let cr0Fixed0: Expr<UInt64> = capability(capabilityMSRs.cr0Fixed0)
private let cr4Fixed1: Expr<UInt64> = capability(capabilityMSRs.cr4Fixed1)
private let has64Bit: Expr<Bool> = anyOf(
    isAllowed(controls.entry.ia32eModeGuest), isAllowed(controls.exit.hostAddressSpaceSize))

/// What the other capability MSRs and CPUID say.
public struct CapabilityAssumptions: Sendable {
    public let revision: EntryAssumption = .fact(
        "basic.revision", "volume 3, appendix \"Basic VMX Information\"", "IA32_VMX_BASIC: bit 31 is 0.",
        holds: basic.hasNone(1 << 31))
    public let regionSize: EntryAssumption = .fact(
        "basic.region-size", "volume 3, appendix \"Basic VMX Information\"",
        "IA32_VMX_BASIC[44:32], the size of a VMCS region, is above 0 and 4096 at most.",
        holds: allOf(basic.bits(44, 32).differs(from: 0), basic.bits(44, 32).atMost(4096)))
    public let addresses: EntryAssumption = .fact(
        "basic.addresses-of-64-bit", "volume 3, appendix \"Basic VMX Information\"",
        "IA32_VMX_BASIC[48] is 0 on processors with Intel 64 architecture.", given: has64Bit,
        holds: basic.hasNone(MSRBits.VMXBasic.addressesAre32Bit))
    public let cr3Targets: EntryAssumption = .fact(
        "misc.cr3-targets", "volume 3, appendix \"Miscellaneous Data\"",
        "IA32_VMX_MISC[24:16], the number of CR3-target values, is 256 at most.", holds: misc.bits(24, 16).atMost(256))
    public let cr0: EntryAssumption = .fact(
        "cr0.fixed", "volume 3, appendix \"VMX-Fixed Bits in CR0\"",
        "A bit that is 1 in IA32_VMX_CR0_FIXED0 is 1 in IA32_VMX_CR0_FIXED1.",
        holds: cr0Fixed0.isWithin(capability(capabilityMSRs.cr0Fixed1)))
    public let cr4: EntryAssumption = .fact(
        "cr4.fixed", "volume 3, appendix \"VMX-Fixed Bits in CR4\"",
        "A bit that is 1 in IA32_VMX_CR4_FIXED0 is 1 in IA32_VMX_CR4_FIXED1.",
        holds: capability(capabilityMSRs.cr4Fixed0).isWithin(cr4Fixed1))
    public let fixedToOne: EntryAssumption = .fact(
        "cr0.pe-ne-pg", "volume 3, \"Restrictions on VMX Operation\"",
        "In VMX operation CR0.PE, CR0.NE, CR0.PG and CR4.VMXE are 1; an unrestricted guest may clear PE and PG.",
        holds: allOf(
            cr0Fixed0.hasAll(CR0.pe | CR0.ne | CR0.pg), capability(capabilityMSRs.cr4Fixed0).hasAll(CR4.vmxe)))
    public let la57: EntryAssumption = .fact(
        "cr4.la57", "volume 3, \"Control Registers\"", "CR4.LA57 can be 1 only with 57-bit linear addresses.",
        given: cr4Fixed1.hasAny(CR4.la57), holds: holds(machine.features.la57))
    public let lam: EntryAssumption = .fact(
        "cr4.lam-sup", "volume 3, \"Control Registers\"", "CR4.LAM_SUP can be 1 only with linear-address masking.",
        given: cr4Fixed1.hasAny(1 << 28), holds: holds(machine.features.lam))
    public let fred: EntryAssumption = .fact(
        "cr4.fred", "volume 3, \"Control Registers\"", "CR4.FRED can be 1 only on processors with FRED transitions.",
        given: cr4Fixed1.hasAny(CR4.fred), holds: holds(machine.features.fred))
    /// All bits above one are set: no bit that is 1 has one that is 0 above it.
    public let physicalWidth: EntryAssumption = .fact(
        "cpuid.physical-width", "volume 3, \"Checks on VMX Controls\"",
        "The bits that physical addresses do not have are all those from MAXPHYADDR on.",
        holds: isMaskOfHighBits(machine.features.physicalAddressReserved))
    public let enumeratedWidth: EntryAssumption = .fact(
        "cpuid.enumerated-physical-width", "volume 2, \"CPUID\", leaf 80000008H",
        "The bits above the width of physical addresses that CPUID enumerates are all those from a bit on.",
        holds: isMaskOfHighBits(machine.features.enumeratedPhysicalAddressReserved))
    public let keyBits: EntryAssumption = .fact(
        "cpuid.key-identifiers", "volume 3, \"Checks on VMX Controls\"",
        "Key identifiers of TME take bits away from physical addresses, and add none.",
        holds: machine.features.physicalAddressReserved.covers(machine.features.enumeratedPhysicalAddressReserved))

    init() {}
}

private func isMaskOfHighBits(_ mask: some Readable<UInt64>) -> Expr<Bool> {
    let below: Expression = .not(mask.expression)
    // The ones of what is below are at the bottom: one more has none of them.
    let next: Expression = .binary(.add, below, .constant(1, .u64))
    return Expr(.compare(.equal, .binary(.and, below, next), .constant(0, .u64)))
}

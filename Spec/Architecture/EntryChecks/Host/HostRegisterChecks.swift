// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

private let host: HostRegisterFields = vmcs.host.registers
/// An exit does not change CR0.NW and CR0.CD, which are never checked.
private let uncheckedCR0: UInt64 = CR0.nw | CR0.cd

/// Control registers that a VM exit loads.
///
/// SDM volume 3, "Checks on Host Control Registers, MSRs, and SSP"; for fixed bits appendix "VMX-Fixed Bits in CR0" and
/// "VMX-Fixed Bits in CR4".
public struct HostRegisterChecks: Sendable {
    public let cr0Fixed0: EntryCheck = .rule(
        5001, "host.cr0.must-be-1", .hostRegisters,
        "Host CR0: every bit that IA32_VMX_CR0_FIXED0 has, but NW and CD, is 1: PE, NE and PG.",
        holds: host.cr0.covers(capability(capabilityMSRs.cr0Fixed0) & ~uncheckedCR0), sources: .manualBochsLinux)
    public let cr0Fixed1: EntryCheck = .rule(
        5002, "host.cr0.must-be-0", .hostRegisters,
        "Host CR0: every bit that IA32_VMX_CR0_FIXED1 lacks, but NW and CD, is 0.",
        holds: (host.cr0 & ~uncheckedCR0).isWithin(capability(capabilityMSRs.cr0Fixed1)), sources: .manualBochsLinux)
    public let cr4Fixed0: EntryCheck = .rule(
        5003, "host.cr4.must-be-1", .hostRegisters,
        "Host CR4: every bit that IA32_VMX_CR4_FIXED0 has is 1: VMXE.",
        holds: host.cr4.covers(capability(capabilityMSRs.cr4Fixed0)), sources: .manualBochsLinux)
    public let cr4Fixed1: EntryCheck = .rule(
        5004, "host.cr4.must-be-0", .hostRegisters,
        "Host CR4: every bit that IA32_VMX_CR4_FIXED1 lacks is 0: the processor has what is turned on.",
        holds: host.cr4.isWithin(capability(capabilityMSRs.cr4Fixed1)), sources: .manualBochsLinux)
    /// Bochs looks only when the exit loads CET state.
    public let cetNeedsWP: EntryCheck = .rule(
        5005, "host.cr4.cet-needs-wp", .hostRegisters, "Host CR4.CET is 1 only when host CR0.WP is.",
        given: host.cr4.hasAny(CR4.cet), holds: host.cr0.hasAny(CR0.wp), sources: .manualBochsLinux)
    public let cr3: EntryCheck = .rule(
        5006, "host.cr3.width", .hostRegisters,
        "Host CR3: bits above the processor's physical addresses are 0, bit 63 too; 62:61 may be 1 with LAM.",
        holds: host.cr3.isCR3(reserved: physicalAddressReserved), sources: .manualBochsLinux)
    public let sysenterESP: EntryCheck = .rule(
        5007, "host.sysenter-esp.canonical", .hostRegisters, "Host IA32_SYSENTER_ESP: the address is canonical.",
        holds: vmcs.host.sysenterESP.isCanonical, sources: .manualBochsLinux)
    public let sysenterEIP: EntryCheck = .rule(
        5008, "host.sysenter-eip.canonical", .hostRegisters, "Host IA32_SYSENTER_EIP: the address is canonical.",
        holds: vmcs.host.sysenterEIP.isCanonical, sources: .manualBochsLinux)
}

extension Readable<UInt64> {
    /// Nothing that CR3 reserves. CR3.LAM_U57 and CR3.LAM_U48 are bits 61 and 62, where the processor has them.
    func isCR3(reserved: Expr<UInt64>) -> Expr<Bool> {
        let lam: UInt64 = 0x6000_0000_0000_0000
        return allOf(
            (self & ~lam).hasNone(of: reserved), anyOf(hasNone(lam), holds(machine.features.lam)))
    }
}

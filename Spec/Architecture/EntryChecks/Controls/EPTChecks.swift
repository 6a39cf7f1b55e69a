// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

private let secondary: SecondaryControls = controls.secondary
private let tertiary: TertiaryControls = controls.tertiary
private let on: Expr<Bool> = isOn(controls.secondary.enableEPT)
private let hlat: Expr<Bool> = isOn(controls.tertiary.enableHLAT)
private let pointer: Field<UInt64> = vmcs.control.eptPointer
private let capabilities: Expr<UInt64> = capability(capabilityMSRs.eptVPIDCapabilities)
private func needsEPT(
    _ number: Int, _ name: String, _ control: Control, _ sources: FactSources, line: UInt = #line
) -> EntryCheck {
    .rule(
        number, "control.\(name).ept", .executionControls,
        "\"\(control.declaration.name)\" needs \"Enable EPT\".", given: isOn(control), holds: on,
        sources: sources, line: line)
}

/// The EPT pointer, what needs EPT, HLAT, and SEAM's second EPT.
///
/// SDM volume 3, "VM-Execution Control Fields" among the checks, and table "Format of Extended-Page-Table Pointer".
public struct EPTChecks: Sendable {
    public let memoryType: EntryCheck = .rule(
        2301, "control.eptp.memory-type", .executionControls,
        "EPT pointer: bits 2:0 are a memory type that IA32_VMX_EPT_VPID_CAP allows, 0 (uncacheable, bit 8) or 6 "
            + "(write-back, bit 14).",
        given: on,
        holds: anyOf(
            allOf(
                pointer.bits(2, 0).equals(UInt64(MemoryType.uncacheable)),
                capabilities.hasAny(MSRBits.EPTVPIDCapabilities.uncacheable)),
            allOf(
                pointer.bits(2, 0).equals(UInt64(MemoryType.writeBack)),
                capabilities.hasAny(MSRBits.EPTVPIDCapabilities.writeBack))),
        sources: .manualBochsLinux)
    public let walkLength: EntryCheck = .rule(
        2302, "control.eptp.walk-length", .executionControls,
        "EPT pointer: bits 5:3 are one less than a page-walk length that IA32_VMX_EPT_VPID_CAP allows, 4 (bit 6) or "
            + "5 (bit 7).",
        given: on,
        holds: anyOf(
            allOf(
                pointer.bits(5, 3).equals(3), capabilities.hasAny(MSRBits.EPTVPIDCapabilities.pageWalkLength4)),
            allOf(
                pointer.bits(5, 3).equals(4), capabilities.hasAny(MSRBits.EPTVPIDCapabilities.pageWalkLength5))),
        sources: .manualBochsLinux)
    public let accessedDirty: EntryCheck = .rule(
        2303, "control.eptp.accessed-dirty", .executionControls,
        "EPT pointer: bit 6 is 0 on processors without accessed and dirty flags for EPT (IA32_VMX_EPT_VPID_CAP[21]).",
        given: allOf(on, capabilities.hasNone(MSRBits.EPTVPIDCapabilities.accessedDirty)),
        holds: pointer.hasNone(1 << 6), sources: .manualBochsLinux)
    /// The text says that bits 11:7 are reserved; its table gives bit 7 to supervisor shadow stacks, where
    /// IA32_VMX_EPT_VPID_CAP[23] has them. Bochs asks CPUID for CET instead.
    public let shadowStack: EntryCheck = .rule(
        2304, "control.eptp.shadow-stack", .executionControls,
        "EPT pointer: bit 7 is 0 on processors without supervisor shadow-stack control (IA32_VMX_EPT_VPID_CAP[23]).",
        given: allOf(on, capabilities.hasNone(1 << 23)), holds: pointer.hasNone(1 << 7),
        sources: .manualBochsLinux)
    public let reserved: EntryCheck = .rule(
        2305, "control.eptp.reserved", .executionControls, "EPT pointer: bits 11:8 are 0.", given: on,
        holds: pointer.hasNone(0xf00), sources: .manualBochsLinux)
    public let width: EntryCheck = .rule(
        2306, "control.eptp.width", .executionControls,
        "EPT pointer: its address is not wider than the processor's physical addresses.", given: on,
        holds: pointer.fitsPhysicalAddressWidth, sources: .manualBochsLinux)
    public let needed: [EntryCheck] = [
        needsEPT(2307, "unrestricted-guest", secondary.unrestrictedGuest, .manualBochsLinux),
        needsEPT(2308, "pml", secondary.enablePML, .manualBochsLinux),
        needsEPT(2309, "mode-based-execute", secondary.modeBasedExecuteControl, .manualBochsLinux),
        needsEPT(2310, "sub-page-write-permissions", secondary.subPageWritePermissions, [.manual, .bochs]),
        needsEPT(2311, "pt-guest-physical", secondary.ptUsesGuestPhysicalAddresses, .manual),
        needsEPT(2312, "pebs-guest-physical", tertiary.pebsUsesGuestPhysicalAddresses, .manual),
        needsEPT(2313, "hlat", tertiary.enableHLAT, .manual),
        needsEPT(2314, "ept-paging-write", tertiary.eptPagingWriteControl, .manual),
        needsEPT(2315, "guest-paging-verification", tertiary.guestPagingVerification, .manual),
    ]
    public let switching: EntryCheck = .rule(
        2316, "control.eptp-switching.ept", .executionControls,
        "The VM function \"EPTP switching\" needs \"Enable EPT\".",
        given: allOf(
            isOn(secondary.enableVMFunctions),
            vmcs.control.vmFunctionControls.bits(VMFunctionControls().eptpSwitching)),
        holds: on, sources: .manualBochsLinux)
    public let hlatReserved: EntryCheck = .rule(
        2317, "control.hlatp.reserved", .executionControls, "HLAT pointer: bits 2:0 and 11:5 are 0.", given: hlat,
        holds: vmcs.control.hlatPointer.hasNone(0xfe7), sources: .manual)
    public let hlatWidth: EntryCheck = .rule(
        2318, "control.hlatp.width", .executionControls,
        "HLAT pointer: its address is not wider than the processor's physical addresses.", given: hlat,
        holds: vmcs.control.hlatPointer.fitsPhysicalAddressWidth, sources: .manual)
    public let seamNeedsEPT: EntryCheck = .rule(
        2319, "control.seam.ept", .executionControls, "In SEAM, \"Enable EPT\" is 1.",
        given: holds(machine.processor.isInSEAM), holds: on, sources: .manual)
    public let seamPointer: EntryCheck = .rule(
        2320, "control.seam.shared-ept-pointer", .executionControls,
        "In SEAM, SEAM shared EPT pointer: bits 11:0, and those above the width that CPUID enumerates, are 0.",
        given: holds(machine.processor.isInSEAM),
        holds: allOf(
            vmcs.control.sharedEPTPointer.isPageAligned,
            vmcs.control.sharedEPTPointer.hasNone(of: machine.features.enumeratedPhysicalAddressReserved)),
        sources: .manual)
}

// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

extension ControlWordID {
    public static let tertiary: ControlWordID = ControlWordID(3, "tertiary")
}

/// Tertiary Processor-Based VM-Execution Controls.
///
/// SDM volume 3, "Processor-Based VM-Execution Controls"; what they require: "Checks on VMX Controls".
public struct TertiaryControls: ControlBits {
    public static let word: ControlWord = .declare(
        .tertiary, "Tertiary Processor-Based VM-Execution Controls", "TERTIARY",
        one: "tertiary processor-based control", .execution, vmcs.control.tertiary,
        capabilityMSRs.processorBasedControls3, rule: .allowedOnesOnly,
        activatedBy: controls.primary.activateTertiaryControls)

    public let loadiwkeyExiting: Control = .bit(
        .tertiary, 0, "LOADIWKEY exiting", "TERTIARY_EXEC_LOADIWKEY_EXITING", linux: .none)
    public let enableHLAT: Control = .bit(
        .tertiary, 1, "Enable HLAT", "TERTIARY_EXEC_HLAT", requires: [.set(ControlID(.secondary, 1))], linux: .none)
    public let eptPagingWriteControl: Control = .bit(
        .tertiary, 2, "EPT paging-write control", "TERTIARY_EXEC_EPT_PAGING_WRITE",
        requires: [.set(ControlID(.secondary, 1))], linux: .none)
    public let guestPagingVerification: Control = .bit(
        .tertiary, 3, "Guest-paging verification", "TERTIARY_EXEC_GUEST_PAGING_VERIFY",
        requires: [.set(ControlID(.secondary, 1))], linux: .none)
    public let ipiVirtualization: Control = .bit(
        .tertiary, 4, "IPI virtualization", "TERTIARY_EXEC_IPI_VIRT", requires: [.set(ControlID(.primary, 21))])
    public let seamGuestPhysicalAddressWidth: Control = .bit(
        .tertiary, 5, "SEAM guest-physical address width", "TERTIARY_EXEC_SEAM_GPA_WIDTH", linux: .none)
    public let enableMSRListInstructions: Control = .bit(
        .tertiary, 6, "Enable MSR-list instructions", "TERTIARY_EXEC_MSR_LIST", linux: .none)
    public let virtualizeSpecCtrl: Control = .bit(
        .tertiary, 7, "Virtualize IA32_SPEC_CTRL", "TERTIARY_EXEC_VIRT_SPEC_CTRL", linux: .none)
    public let apicTimerVirtualization: Control = .bit(
        .tertiary, 8, "APIC-timer virtualization", "TERTIARY_EXEC_GUEST_APIC_TIMER",
        requires: [.set(ControlID(.secondary, 9)), .clear(ControlID(.primary, 12))], linux: .none)
    /// Bit 9, as in the manual and in NOVA, not 8 as in NoirVisor: that is the APIC timer's.
    public let enablePBNDKB: Control = .bit(.tertiary, 9, "Enable PBNDKB", "TERTIARY_EXEC_PBNDKB", linux: .none)
    public let pebsUsesGuestPhysicalAddresses: Control = .bit(
        .tertiary, 12, "PEBS uses guest physical addresses", "TERTIARY_EXEC_PEBS_USE_GPA",
        requires: [.set(ControlID(.secondary, 1))], linux: .none)
}

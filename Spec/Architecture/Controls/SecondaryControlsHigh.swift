// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// Bits 31:16 of the Secondary Processor-Based VM-Execution Controls.
///
/// What they require: SDM volume 3, "Checks on VMX Controls".
public struct SecondaryControlsHigh: Sendable {
    public let rdseedExiting: Control = .bit(.secondary, 16, "RDSEED exiting", "SECONDARY_EXEC_RDSEED_EXITING")
    public let enablePML: Control = .bit(
        .secondary, 17, "Enable PML", "SECONDARY_EXEC_ENABLE_PML", requires: [.set(ControlID(.secondary, 1))])
    public let eptViolationVE: Control = .bit(
        .secondary, 18, "EPT-violation #VE", "SECONDARY_EXEC_EPT_VIOLATION_VE", linux: .since("6.10"))
    public let concealVMXFromPT: Control = .bit(
        .secondary, 19, "Conceal VMX from PT", "SECONDARY_EXEC_PT_CONCEAL_VMX")
    public let enableXSAVES: Control = .bit(
        .secondary, 20, "Enable XSAVES/XRSTORS", "SECONDARY_EXEC_ENABLE_XSAVES",
        linux: .renamed(old: "SECONDARY_EXEC_XSAVES", until: "6.6"))
    public let enablePASIDTranslation: Control = .bit(
        .secondary, 21, "PASID translation", "SECONDARY_EXEC_PASID_TRANSLATION", linux: .none)
    public let modeBasedExecuteControl: Control = .bit(
        .secondary, 22, "Mode-based execute control for EPT", "SECONDARY_EXEC_MODE_BASED_EPT_EXEC",
        requires: [.set(ControlID(.secondary, 1))])
    public let subPageWritePermissions: Control = .bit(
        .secondary, 23, "Sub-page write permissions for EPT", "SECONDARY_EXEC_SUB_PAGE_WRITE_PERM",
        requires: [.set(ControlID(.secondary, 1))], linux: .none)
    public let ptUsesGuestPhysicalAddresses: Control = .bit(
        .secondary, 24, "Intel PT uses guest physical addresses", "SECONDARY_EXEC_PT_USE_GPA",
        requires: [.set(ControlID(.secondary, 1)), .set(ControlID(.entry, 18)), .set(ControlID(.exit, 25))])
    public let useTSCScaling: Control = .bit(.secondary, 25, "Use TSC scaling", "SECONDARY_EXEC_TSC_SCALING")
    public let enableUserWaitAndPause: Control = .bit(
        .secondary, 26, "Enable user wait and pause", "SECONDARY_EXEC_ENABLE_USR_WAIT_PAUSE")
    public let enablePCONFIG: Control = .bit(
        .secondary, 27, "Enable PCONFIG", "SECONDARY_EXEC_ENABLE_PCONFIG", linux: .none)
    public let enableENCLVExiting: Control = .bit(
        .secondary, 28, "Enable ENCLV exiting", "SECONDARY_EXEC_ENCLV_EXITING", linux: .none)
    /// Bits 28 and 29 are missing in the manual's table; its chapters on SGX name both.
    public let enableEPCVirtualization: Control = .bit(
        .secondary, 29, "Enable EPC virtualization extensions", "SECONDARY_EXEC_EPC_VIRTUALIZATION", linux: .none)
    public let busLockDetection: Control = .bit(
        .secondary, 30, "VMM bus-lock detection", "SECONDARY_EXEC_BUS_LOCK_DETECTION")
    public let instructionTimeout: Control = .bit(
        .secondary, 31, "Instruction timeout", "SECONDARY_EXEC_NOTIFY_VM_EXITING")
}

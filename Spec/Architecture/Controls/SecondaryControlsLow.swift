// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// Bits 15:0 of the Secondary Processor-Based VM-Execution Controls.
///
/// What they require: SDM volume 3, "Checks on VMX Controls".
public struct SecondaryControlsLow: Sendable {
    public let virtualizeAPICAccesses: Control = .bit(
        .secondary, 0, "Virtualize APIC accesses", "SECONDARY_EXEC_VIRTUALIZE_APIC_ACCESSES")
    public let enableEPT: Control = .bit(.secondary, 1, "Enable EPT", "SECONDARY_EXEC_ENABLE_EPT")
    public let descriptorTableExiting: Control = .bit(
        .secondary, 2, "Descriptor-table exiting", "SECONDARY_EXEC_DESC")
    public let enableRDTSCP: Control = .bit(.secondary, 3, "Enable RDTSCP", "SECONDARY_EXEC_ENABLE_RDTSCP")
    public let virtualizeX2APICMode: Control = .bit(
        .secondary, 4, "Virtualize x2APIC mode", "SECONDARY_EXEC_VIRTUALIZE_X2APIC_MODE",
        requires: [.set(ControlID(.primary, 21)), .clear(ControlID(.secondary, 0))])
    public let enableVPID: Control = .bit(.secondary, 5, "Enable VPID", "SECONDARY_EXEC_ENABLE_VPID")
    public let wbinvdExiting: Control = .bit(.secondary, 6, "WBINVD exiting", "SECONDARY_EXEC_WBINVD_EXITING")
    public let unrestrictedGuest: Control = .bit(
        .secondary, 7, "Unrestricted guest", "SECONDARY_EXEC_UNRESTRICTED_GUEST",
        requires: [.set(ControlID(.secondary, 1))])
    public let apicRegisterVirtualization: Control = .bit(
        .secondary, 8, "APIC-register virtualization", "SECONDARY_EXEC_APIC_REGISTER_VIRT",
        requires: [.set(ControlID(.primary, 21))])
    public let virtualInterruptDelivery: Control = .bit(
        .secondary, 9, "Virtual-interrupt delivery", "SECONDARY_EXEC_VIRTUAL_INTR_DELIVERY",
        requires: [.set(ControlID(.primary, 21)), .set(ControlID(.pin, 0))])
    public let pauseLoopExiting: Control = .bit(
        .secondary, 10, "PAUSE-loop exiting", "SECONDARY_EXEC_PAUSE_LOOP_EXITING")
    public let rdrandExiting: Control = .bit(.secondary, 11, "RDRAND exiting", "SECONDARY_EXEC_RDRAND_EXITING")
    public let enableINVPCID: Control = .bit(.secondary, 12, "Enable INVPCID", "SECONDARY_EXEC_ENABLE_INVPCID")
    public let enableVMFunctions: Control = .bit(
        .secondary, 13, "Enable VM functions", "SECONDARY_EXEC_ENABLE_VMFUNC")
    public let vmcsShadowing: Control = .bit(.secondary, 14, "VMCS shadowing", "SECONDARY_EXEC_SHADOW_VMCS")
    public let enableENCLSExiting: Control = .bit(
        .secondary, 15, "Enable ENCLS exiting", "SECONDARY_EXEC_ENCLS_EXITING")
}

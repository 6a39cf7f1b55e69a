// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

extension ControlWordID {
    public static let exit: ControlWordID = ControlWordID(4, "exit")
}

/// Primary VM-Exit Controls.
///
/// SDM volume 3, "VM-Exit Controls"; what they require: "VM-Exit Control Fields" among the checks on VM entry.
public struct ExitControls: ControlBits {
    public static let word: ControlWord = .declare(
        .exit, "Primary VM-Exit Controls", "EXIT", one: "VM-exit control", .exit, vmcs.control.exit,
        capabilityMSRs.exitControls, trueMSR: capabilityMSRs.trueExitControls, default1: 0x0003_6dff)

    /// Bit 2; the first kernels with KVM had bit 1 for it and for its twin on entry.
    public let saveDebugControls: Control = .bit(
        .exit, 2, "Save debug controls", "VM_EXIT_SAVE_DEBUG_CONTROLS",
        counterparts: [.broughtBack(by: 2, "DR7 and IA32_DEBUGCTL")])
    public let hostAddressSpaceSize: Control = .bit(
        .exit, 9, "Host address-space size", "VM_EXIT_HOST_ADDR_SPACE_SIZE")
    public let loadIA32PerfGlobalCtrl: Control = .bit(
        .exit, 12, "Load IA32_PERF_GLOBAL_CTRL", "VM_EXIT_LOAD_IA32_PERF_GLOBAL_CTRL",
        counterparts: [.broughtBack(by: 13, "IA32_PERF_GLOBAL_CTRL")])
    public let acknowledgeInterruptOnExit: Control = .bit(
        .exit, 15, "Acknowledge interrupt on exit", "VM_EXIT_ACK_INTR_ON_EXIT")
    public let saveIA32PAT: Control = .bit(.exit, 18, "Save IA32_PAT", "VM_EXIT_SAVE_IA32_PAT")
    public let loadIA32PAT: Control = .bit(
        .exit, 19, "Load IA32_PAT", "VM_EXIT_LOAD_IA32_PAT",
        counterparts: [.broughtBack(by: 14, "IA32_PAT")])
    public let saveIA32EFER: Control = .bit(.exit, 20, "Save IA32_EFER", "VM_EXIT_SAVE_IA32_EFER")
    public let loadIA32EFER: Control = .bit(
        .exit, 21, "Load IA32_EFER", "VM_EXIT_LOAD_IA32_EFER",
        counterparts: [.broughtBack(by: 15, "IA32_EFER")])
    public let savePreemptionTimer: Control = .bit(
        .exit, 22, "Save VMX-preemption timer value", "VM_EXIT_SAVE_VMX_PREEMPTION_TIMER",
        requires: [.set(ControlID(.pin, 6))])
    public let clearIA32BNDCFGS: Control = .bit(
        .exit, 23, "Clear IA32_BNDCFGS", "VM_EXIT_CLEAR_BNDCFGS",
        counterparts: [.broughtBack(by: 16, "IA32_BNDCFGS")])
    public let concealVMXFromPT: Control = .bit(.exit, 24, "Conceal VMX from PT", "VM_EXIT_PT_CONCEAL_PIP")
    public let clearIA32RTITCtl: Control = .bit(.exit, 25, "Clear IA32_RTIT_CTL", "VM_EXIT_CLEAR_IA32_RTIT_CTL")
    public let clearIA32LBRCtl: Control = .bit(
        .exit, 26, "Clear IA32_LBR_CTL", "VM_EXIT_CLEAR_IA32_LBR_CTL",
        counterparts: [.broughtBack(by: 21, "IA32_LBR_CTL")], linux: .none)
    public let clearUINV: Control = .bit(.exit, 27, "Clear UINV", "VM_EXIT_CLEAR_UINV", linux: .none)
    public let loadCETState: Control = .bit(
        .exit, 28, "Load CET state", "VM_EXIT_LOAD_CET_STATE",
        counterparts: [.broughtBack(by: 20, "the CET state")], linux: .since("6.18"))
    public let loadPKRS: Control = .bit(
        .exit, 29, "Load PKRS", "VM_EXIT_LOAD_IA32_PKRS",
        counterparts: [.broughtBack(by: 22, "IA32_PKRS")], linux: .none)
    // Seen in 7.2, not in 6.12; none between was looked at.
    public let saveIA32PerfGlobalCtrl: Control = .bit(
        .exit, 30, "Save IA32_PERF_GLOBAL_CTL", "VM_EXIT_SAVE_IA32_PERF_GLOBAL_CTRL", linux: .since("7.2"))
    public let activateSecondaryControls: Control = .bit(
        .exit, 31, "Activate secondary controls", "VM_EXIT_ACTIVATE_SECONDARY_CONTROLS", linux: .none)
}

// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

extension ControlWordID {
    public static let entry: ControlWordID = ControlWordID(6, "entry")
}

/// VM-Entry Controls.
///
/// SDM volume 3, "VM-Entry Controls"; what they require: "VM-Entry Control Fields" and "Checks Related to
/// Address-Space Size" among the checks on VM entry.
public struct EntryControls: ControlBits {
    public static let word: ControlWord = .declare(
        .entry, "VM-Entry Controls", "ENTRY", one: "VM-entry control", .entry, vmcs.control.entry,
        capabilityMSRs.entryControls, trueMSR: capabilityMSRs.trueEntryControls, default1: 0x0000_11ff)

    public let loadDebugControls: Control = .bit(
        .entry, 2, "Load debug controls", "VM_ENTRY_LOAD_DEBUG_CONTROLS",
        counterparts: [.saved(by: 2, "DR7 and IA32_DEBUGCTL")])
    public let ia32eModeGuest: Control = .bit(
        .entry, 9, "IA-32e mode guest", "VM_ENTRY_IA32E_MODE", requires: [.set(ControlID(.exit, 9))])
    public let entryToSMM: Control = .bit(
        .entry, 10, "Entry to SMM", "VM_ENTRY_SMM", requires: [.clear(ControlID(.entry, 11))])
    public let deactivateDualMonitorTreatment: Control = .bit(
        .entry, 11, "Deactivate dual-monitor treatment", "VM_ENTRY_DEACT_DUAL_MONITOR",
        requires: [.clear(ControlID(.entry, 10))])
    public let loadIA32PerfGlobalCtrl: Control = .bit(
        .entry, 13, "Load IA32_PERF_GLOBAL_CTRL", "VM_ENTRY_LOAD_IA32_PERF_GLOBAL_CTRL",
        counterparts: [.replaced(by: 12, "IA32_PERF_GLOBAL_CTRL")])
    public let loadIA32PAT: Control = .bit(
        .entry, 14, "Load IA32_PAT", "VM_ENTRY_LOAD_IA32_PAT",
        counterparts: [.replaced(by: 19, "IA32_PAT"), .saved(by: 18, "IA32_PAT")])
    public let loadIA32EFER: Control = .bit(
        .entry, 15, "Load IA32_EFER", "VM_ENTRY_LOAD_IA32_EFER",
        counterparts: [.replaced(by: 21, "IA32_EFER"), .saved(by: 20, "IA32_EFER")])
    public let loadIA32BNDCFGS: Control = .bit(
        .entry, 16, "Load IA32_BNDCFGS", "VM_ENTRY_LOAD_BNDCFGS",
        counterparts: [.replaced(by: 23, "IA32_BNDCFGS")])
    public let concealVMXFromPT: Control = .bit(.entry, 17, "Conceal VMX from PT", "VM_ENTRY_PT_CONCEAL_PIP")
    public let loadIA32RTITCtl: Control = .bit(
        .entry, 18, "Load IA32_RTIT_CTL", "VM_ENTRY_LOAD_IA32_RTIT_CTL",
        counterparts: [.replaced(by: 25, "IA32_RTIT_CTL")])
    public let loadUINV: Control = .bit(.entry, 19, "Load UINV", "VM_ENTRY_LOAD_UINV", linux: .none)
    public let loadCETState: Control = .bit(
        .entry, 20, "Load CET state", "VM_ENTRY_LOAD_CET_STATE",
        counterparts: [.replaced(by: 28, "the CET state")], linux: .since("6.18"))
    public let loadGuestIA32LBRCtl: Control = .bit(
        .entry, 21, "Load guest IA32_LBR_CTL", "VM_ENTRY_LOAD_IA32_LBR_CTL",
        counterparts: [.replaced(by: 26, "IA32_LBR_CTL")], linux: .none)
    public let loadPKRS: Control = .bit(
        .entry, 22, "Load PKRS", "VM_ENTRY_LOAD_IA32_PKRS",
        counterparts: [.replaced(by: 29, "IA32_PKRS")], linux: .none)
    public let loadIA32FRED: Control = .bit(.entry, 23, "Load FRED", "VM_ENTRY_LOAD_IA32_FRED", linux: .none)
    public let loadIA32SpecCtrl: Control = .bit(
        .entry, 24, "Load IA32_SPEC_CTRL", "VM_ENTRY_LOAD_IA32_SPEC_CTRL", linux: .none)
    public let allowSEAMGuestTelemetry: Control = .bit(
        .entry, 25, "Allow SEAM-guest telemetry", "VM_ENTRY_SEAM_GUEST_TELEMETRY", linux: .none)
}

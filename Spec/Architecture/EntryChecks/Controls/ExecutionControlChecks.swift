// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

private let secondary: SecondaryControls = controls.secondary

/// VM-execution control fields but addresses, APIC virtualization and EPT.
///
/// SDM volume 3, "VM-Execution Control Fields" among the checks.
public struct ExecutionControlChecks: Sendable {
    /// 4 on every processor yet: SDM volume 3, appendix "Miscellaneous Data".
    public let cr3TargetCount: EntryCheck = .rule(
        2007, "control.cr3-target-count", .executionControls,
        "CR3-target count: it is not above the number in IA32_VMX_MISC[24:16], which is 4 at most.",
        holds: vmcs.control.cr3TargetCount.atMost(capability(capabilityMSRs.misc).bits(24, 16).u32),
        sources: .manualBochsLinux)
    public let virtualNMIs: EntryCheck = .rule(
        2008, "control.virtual-nmis.nmi-exiting", .executionControls,
        "\"Virtual NMIs\" needs \"NMI exiting\".", given: isOn(controls.pin.virtualNMIs),
        holds: isOn(controls.pin.nmiExiting), sources: .manualBochsLinux)
    public let nmiWindow: EntryCheck = .rule(
        2009, "control.nmi-window-exiting.virtual-nmis", .executionControls,
        "\"NMI-window exiting\" needs \"Virtual NMIs\".", given: isOn(controls.primary.nmiWindowExiting),
        holds: isOn(controls.pin.virtualNMIs), sources: .manualBochsLinux)
    public let vpid: EntryCheck = .rule(
        2010, "control.vpid", .executionControls,
        "VPID: it is not 0, which is the VPID of everything outside the guest.", given: isOn(secondary.enableVPID),
        holds: vmcs.control.vpid.differs(from: 0), sources: .manualBochsLinux)
    public let tscMultiplier: EntryCheck = .rule(
        2011, "control.tsc-multiplier", .executionControls, "TSC multiplier: it is not 0.",
        given: isOn(secondary.useTSCScaling), holds: vmcs.control.tscMultiplier.differs(from: 0))
    public let vmFunctions: EntryCheck = .rule(
        2012, "control.vm-functions", .executionControls,
        "VM-function controls: a bit is 1 only where IA32_VMX_VMFUNC allows it.",
        given: isOn(secondary.enableVMFunctions),
        holds: vmcs.control.vmFunctionControls.isWithin(capability(capabilityMSRs.vmFunctions)),
        sources: .manualBochsLinux)
    public let tracing: EntryCheck = .rule(
        2013, "control.load-rtit-ctl.not-tracing", .executionControls,
        "\"Load IA32_RTIT_CTL\" is 0 while Intel PT is on (IA32_RTIT_CTL.TraceEn is 1).",
        given: holds(machine.processor.isTracing), holds: isOff(controls.entry.loadIA32RTITCtl), sources: .manual)
    public let ptLoads: EntryCheck = .rule(
        2014, "control.pt-guest-physical.load-rtit-ctl", .executionControls,
        "\"Intel PT uses guest physical addresses\" needs the VM-entry control \"Load IA32_RTIT_CTL\".",
        given: isOn(secondary.ptUsesGuestPhysicalAddresses), holds: isOn(controls.entry.loadIA32RTITCtl),
        sources: .manual)
    public let ptClears: EntryCheck = .rule(
        2015, "control.pt-guest-physical.clear-rtit-ctl", .executionControls,
        "\"Intel PT uses guest physical addresses\" needs the VM-exit control \"Clear IA32_RTIT_CTL\".",
        given: isOn(secondary.ptUsesGuestPhysicalAddresses), holds: isOn(controls.exit.clearIA32RTITCtl),
        sources: .manual)
}

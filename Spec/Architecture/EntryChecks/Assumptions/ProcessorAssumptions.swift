// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

private let processor: ProcessorInputs = machine.processor
private let basic: Expr<UInt64> = capability(capabilityMSRs.basic)
private let entry: MSRLoadEntryInputs = machine.memory.msrLoadEntry

/// What state a processor can be in when it executes VMLAUNCH or VMRESUME.
public struct ProcessorAssumptions: Sendable {
    public let noPointer: EntryAssumption = .fact(
        "processor.no-current-vmcs", "volume 3, chapter \"VMX Instruction Reference\", \"VMPTRLD\" and \"VMCLEAR\"",
        "The current-VMCS pointer is FFFFFFFF_FFFFFFFFH exactly when there is no current VMCS.",
        holds: holds(processor.hasCurrentVMCS).equals(processor.currentVMCS.differs(from: UInt64.max)))
    public let pointer: EntryAssumption = .fact(
        "processor.current-vmcs", "volume 3, chapter \"VMX Instruction Reference\", \"VMPTRLD\"",
        "VMPTRLD takes only an address that is a multiple of 4096 and is not wider than physical addresses.",
        given: holds(processor.hasCurrentVMCS),
        holds: allOf(processor.currentVMCS.isPageAligned, processor.currentVMCS.fitsPhysicalAddressWidth))
    public let shadow: EntryAssumption = .fact(
        "processor.shadow-vmcs", "volume 3, chapter \"VMX Instruction Reference\", \"VMPTRLD\"",
        "VMPTRLD takes a shadow VMCS only on processors that allow \"VMCS shadowing\".",
        given: holds(processor.currentVMCSIsShadow),
        holds: allOf(
            isAllowed(controls.primary.activateSecondaryControls), isAllowed(controls.secondary.vmcsShadowing)))
    public let longMode: EntryAssumption = .fact(
        "processor.ia-32e-mode", "volume 3, appendix \"Basic VMX Information\"",
        "A processor in IA-32e mode has Intel 64 architecture, where IA32_VMX_BASIC[48] is 0.",
        given: holds(processor.isInIA32eMode), holds: basic.hasNone(MSRBits.VMXBasic.addressesAre32Bit))
    public let tracing: EntryAssumption = .fact(
        "processor.tracing", "volume 3, chapter \"Intel Processor Trace\", and appendix \"Miscellaneous Data\"",
        "IA32_RTIT_CTL.TraceEn can be 1 in VMX operation only where IA32_VMX_MISC[14] is 1: VMXON clears it elsewhere.",
        given: holds(processor.isTracing),
        holds: capability(capabilityMSRs.misc).hasAny(MSRBits.VMXMisc.processorTrace))
    public let smm: EntryAssumption = .fact(
        "processor.smm", "volume 3, chapter \"System Management Mode\", \"Dual-Monitor Treatment of SMIs and SMM\"",
        "VM entry is possible in SMM only under the dual-monitor treatment, which IA32_VMX_BASIC[49] reports.",
        given: holds(processor.isInSMM), holds: basic.hasAny(MSRBits.VMXBasic.dualMonitorTreatment))
    public let monitorMSR: EntryAssumption = .fact(
        "processor.smm-monitor-ctl",
        "volume 3, chapter \"System Management Mode\", \"Enabling the Dual-Monitor Treatment\"",
        "WRMSR to IA32_SMM_MONITOR_CTL (9BH) outside SMM faults.",
        given: allOf(not(processor.isInSMM), entry.index.equals(0x9b)), holds: holds(entry.wouldFault))

    init() {}
}

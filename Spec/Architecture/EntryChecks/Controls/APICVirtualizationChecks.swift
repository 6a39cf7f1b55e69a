// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

private let primary: PrimaryControls = controls.primary
private let secondary: SecondaryControls = controls.secondary
private let tertiary: TertiaryControls = controls.tertiary
private let posted: Expr<Bool> = isOn(controls.pin.processPostedInterrupts)
private let ipi: Expr<Bool> = isOn(tertiary.ipiVirtualization)
private let timer: Expr<Bool> = isOn(tertiary.apicTimerVirtualization)
private var lastPIDPointer: Expr<UInt64> {
    vmcs.control.pidPointerTable + (vmcs.control.lastPIDPointerIndex.u64 << 3)
}
private func needsTPRShadow(
    _ number: Int, _ name: String, _ control: Control, _ sources: FactSources, line: UInt = #line
) -> EntryCheck {
    .rule(
        number, "control.\(name).tpr-shadow", .executionControls,
        "\"\(control.declaration.name)\" needs \"Use TPR shadow\": there is no virtual-APIC page without it.",
        given: isOn(control), holds: isOn(primary.useTPRShadow), sources: sources, line: line)
}

/// TPR shadow, virtual interrupts, posted interrupts, IPI and timer virtualization.
///
/// SDM volume 3, "VM-Execution Control Fields" among the checks.
public struct APICVirtualizationChecks: Sendable {
    public let tprThresholdReserved: EntryCheck = .rule(
        2201, "control.tpr-threshold.reserved", .executionControls,
        "TPR threshold: bits 31:4 are 0 when virtual interrupts do not replace it.",
        given: allOf(isOn(primary.useTPRShadow), isOff(secondary.virtualInterruptDelivery)),
        holds: vmcs.control.tprThreshold.atMost(15))
    public let tprThresholdVTPR: EntryCheck = .rule(
        2202, "control.tpr-threshold.vtpr", .executionControls,
        "TPR threshold: bits 3:0 are not above bits 7:4 of VTPR, or the guest would have to exit at once.",
        given: allOf(
            isOn(primary.useTPRShadow), isOff(secondary.virtualizeAPICAccesses),
            isOff(secondary.virtualInterruptDelivery)),
        holds: vmcs.control.tprThreshold.bits(3, 0).atMost(machine.memory.vtpr.bits(7, 4).u32))
    public let withoutTPRShadow: [EntryCheck] = [
        needsTPRShadow(2203, "virtualize-x2apic-mode", secondary.virtualizeX2APICMode, .manualBochsLinux),
        needsTPRShadow(2204, "apic-register-virtualization", secondary.apicRegisterVirtualization, .manualBochsLinux),
        needsTPRShadow(2205, "virtual-interrupt-delivery", secondary.virtualInterruptDelivery, .manualBochsLinux),
        needsTPRShadow(2206, "ipi-virtualization", tertiary.ipiVirtualization, .manual),
    ]
    public let x2apicOrAccesses: EntryCheck = .rule(
        2207, "control.virtualize-x2apic-mode.no-apic-accesses", .executionControls,
        "\"Virtualize x2APIC mode\" and \"Virtualize APIC accesses\" are not both 1.",
        given: isOn(secondary.virtualizeX2APICMode), holds: isOff(secondary.virtualizeAPICAccesses),
        sources: .manualBochsLinux)
    public let deliveryNeedsExits: EntryCheck = .rule(
        2208, "control.virtual-interrupt-delivery.external-interrupt-exiting", .executionControls,
        "\"Virtual-interrupt delivery\" needs \"External-interrupt exiting\": there is one virtual APIC only.",
        given: isOn(secondary.virtualInterruptDelivery), holds: isOn(controls.pin.externalInterruptExiting),
        sources: .manualBochsLinux)
    public let postedNeedsDelivery: EntryCheck = .rule(
        2209, "control.posted-interrupts.virtual-interrupt-delivery", .executionControls,
        "\"Process posted interrupts\" needs \"Virtual-interrupt delivery\".", given: posted,
        holds: isOn(secondary.virtualInterruptDelivery), sources: .manualBochsLinux)
    public let postedNeedsAcknowledge: EntryCheck = .rule(
        2210, "control.posted-interrupts.acknowledge", .executionControls,
        "\"Process posted interrupts\" needs the VM-exit control \"Acknowledge interrupt on exit\".", given: posted,
        holds: isOn(controls.exit.acknowledgeInterruptOnExit), sources: .manualBochsLinux)
    public let postedVector: EntryCheck = .rule(
        2211, "control.posted-interrupts.vector", .executionControls,
        "Posted-interrupt notification vector: bits 15:8 are 0.", given: posted,
        holds: vmcs.control.postedInterruptVector.atMost(255), sources: .manualBochsLinux)
    public let postedAlignment: EntryCheck = .rule(
        2212, "control.posted-interrupts.descriptor.alignment", .executionControls,
        "Posted-interrupt descriptor address: bits 5:0 are 0, the descriptor has 64 bytes.", given: posted,
        holds: vmcs.control.postedInterruptDescriptor.hasNone(0x3f), sources: .manualBochsLinux)
    public let postedWidth: EntryCheck = .rule(
        2213, "control.posted-interrupts.descriptor.width", .executionControls,
        "Posted-interrupt descriptor address: it is not wider than the processor's physical addresses.",
        given: posted, holds: vmcs.control.postedInterruptDescriptor.fitsPhysicalAddressWidth,
        sources: .manualBochsLinux)
    public let pidTableAlignment: EntryCheck = .rule(
        2214, "control.ipi-virtualization.table.alignment", .executionControls,
        "PID-pointer table address: bits 2:0 are 0.", given: ipi,
        holds: vmcs.control.pidPointerTable.hasNone(0x7), sources: .manual)
    public let pidTableWidth: EntryCheck = .rule(
        2215, "control.ipi-virtualization.table.width", .executionControls,
        "PID-pointer table address: it is not wider than the processor's physical addresses.", given: ipi,
        holds: vmcs.control.pidPointerTable.fitsPhysicalAddressWidth, sources: .manual)
    public let pidTableEnd: EntryCheck = .rule(
        2216, "control.ipi-virtualization.table.end", .executionControls,
        "The address of the last entry of the PID-pointer table, 8 times the last PID-pointer index from its start, "
            + "is not wider than the processor's physical addresses.",
        given: ipi, holds: lastPIDPointer.fitsPhysicalAddressWidth, sources: .manual)
    public let timerNeedsDelivery: EntryCheck = .rule(
        2217, "control.apic-timer-virtualization.virtual-interrupt-delivery", .executionControls,
        "\"APIC-timer virtualization\" needs \"Virtual-interrupt delivery\".", given: timer,
        holds: isOn(secondary.virtualInterruptDelivery), sources: .manual)
    public let timerWithoutRDTSC: EntryCheck = .rule(
        2218, "control.apic-timer-virtualization.rdtsc-exiting", .executionControls,
        "\"APIC-timer virtualization\" and \"RDTSC exiting\" are not both 1.", given: timer,
        holds: isOff(primary.rdtscExiting), sources: .manual)
    public let timerVector: EntryCheck = .rule(
        2219, "control.apic-timer-virtualization.vector", .executionControls,
        "Virtual timer vector: bits 15:8 are 0.", given: timer,
        holds: vmcs.control.virtualTimerVector.atMost(255), sources: .manual)
}

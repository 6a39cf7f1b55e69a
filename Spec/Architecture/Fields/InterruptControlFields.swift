// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// VM-execution control fields for APIC virtualization and posted interrupts.
///
/// SDM volume 3, "VM-Execution Control Fields".
public struct InterruptControlFields: Sendable {
    public let postedInterruptVector: Field<UInt16> = .bits16(
        .control, 1, "Posted-interrupt notification vector", "POSTED_INTR_NV",
        existsWhen: .supports(controls.pin.processPostedInterrupts))
    public let lastPIDPointerIndex: Field<UInt16> = .bits16(
        .control, 4, "Last PID-pointer index", "LAST_PID_POINTER_INDEX",
        existsWhen: .supports(controls.tertiary.ipiVirtualization), sources: [.manual, .linux, .bochs, .nova, .ia32Doc])
    public let virtualTimerVector: Field<UInt16> = .bits16(
        .control, 5, "Virtual timer vector", "GUEST_APIC_TIMER_VECTOR",
        existsWhen: .supports(controls.tertiary.apicTimerVirtualization), linux: .none, sources: [.kvmPatches, .bochs])
    public let virtualAPICAddress: Field<UInt64> = .bits64(
        .control, 9, "Virtual-APIC address", "VIRTUAL_APIC_PAGE_ADDR",
        existsWhen: .supports(controls.primary.useTPRShadow))
    public let apicAccessAddress: Field<UInt64> = .bits64(
        .control, 10, "APIC-access address", "APIC_ACCESS_ADDR",
        existsWhen: .supports(controls.secondary.virtualizeAPICAccesses))
    public let postedInterruptDescriptor: Field<UInt64> = .bits64(
        .control, 11, "Posted-interrupt descriptor address", "POSTED_INTR_DESC_ADDR",
        existsWhen: .supports(controls.pin.processPostedInterrupts))
    public let eoiExitBitmap0: Field<UInt64> = .bits64(
        .control, 14, "EOI-exit bitmap 0", "EOI_EXIT_BITMAP0",
        existsWhen: .supports(controls.secondary.virtualInterruptDelivery))
    public let eoiExitBitmap1: Field<UInt64> = .bits64(
        .control, 15, "EOI-exit bitmap 1", "EOI_EXIT_BITMAP1",
        existsWhen: .supports(controls.secondary.virtualInterruptDelivery), sources: .notXen)
    public let eoiExitBitmap2: Field<UInt64> = .bits64(
        .control, 16, "EOI-exit bitmap 2", "EOI_EXIT_BITMAP2",
        existsWhen: .supports(controls.secondary.virtualInterruptDelivery), sources: .notXen)
    public let eoiExitBitmap3: Field<UInt64> = .bits64(
        .control, 17, "EOI-exit bitmap 3", "EOI_EXIT_BITMAP3",
        existsWhen: .supports(controls.secondary.virtualInterruptDelivery), sources: .notXen)
    public let pidPointerTable: Field<UInt64> = .bits64(
        .control, 33, "PID-pointer table address", "PID_POINTER_TABLE",
        existsWhen: .supports(controls.tertiary.ipiVirtualization), sources: [.manual, .linux, .bochs, .nova, .ia32Doc])
    public let guestDeadlineShadow: Field<UInt64> = .bits64(
        .control, 39, "Guest deadline shadow", "GUEST_DEADLINE_VIR",
        existsWhen: .supports(controls.tertiary.apicTimerVirtualization), linux: .none, sources: [.kvmPatches, .bochs])
    public let tprThreshold: Field<UInt32> = .bits32(
        .control, 14, "TPR threshold", "TPR_THRESHOLD", existsWhen: .supports(controls.primary.useTPRShadow))
}

extension ControlFields {
    public subscript<Value: Word>(dynamicMember path: KeyPath<InterruptControlFields, Field<Value>>) -> Field<Value> {
        interrupts[keyPath: path]
    }
}

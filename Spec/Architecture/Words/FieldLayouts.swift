// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// Fields that hold more than one value, each with its layout. The control words are not here: their bits are the
/// controls; nor are qualification and instruction information, whose layout depends on the exit.
public let fieldLayouts: [FieldLayout] =
    [
        .of(vmcs.exit.reason, ExitReasonWord.self),
        .of(vmcs.exit.interruptionInformation, InterruptionInformation.self),
        .of(vmcs.exit.idtVectoringInformation, InterruptionInformation.self),
        .of(vmcs.control.entryInterruptionInformation, InterruptionInformation.self),
        .of(vmcs.guest.interruptibilityInfo, InterruptibilityState.self),
        .of(vmcs.guest.pendingDebugExceptions, PendingDebugExceptions.self),
        .of(vmcs.guest.interruptStatus, GuestInterruptStatus.self),
        .of(vmcs.control.eptPointer, EPTPointer.self),
        .of(vmcs.control.subPagePermissionTable, SubPagePermissionTablePointer.self),
        .of(vmcs.control.hlatPointer, HLATPointer.self),
        .of(vmcs.control.sharedEPTPointer, SharedEPTPointer.self),
        .of(vmcs.control.vmFunctionControls, VMFunctionControls.self),
    ].compactMap { (layout: FieldLayout?) -> FieldLayout? in layout } + accessRights + registerFields

private let accessRights: [FieldLayout] = [
    .of(vmcs.guest.esAccessRights, SegmentAccessRights.self), .of(vmcs.guest.csAccessRights, SegmentAccessRights.self),
    .of(vmcs.guest.ssAccessRights, SegmentAccessRights.self), .of(vmcs.guest.dsAccessRights, SegmentAccessRights.self),
    .of(vmcs.guest.fsAccessRights, SegmentAccessRights.self), .of(vmcs.guest.gsAccessRights, SegmentAccessRights.self),
    .of(vmcs.guest.ldtrAccessRights, SegmentAccessRights.self),
    .of(vmcs.guest.trAccessRights, SegmentAccessRights.self),
].compactMap { (layout: FieldLayout?) -> FieldLayout? in layout }

/// Fields that hold a register of the processor, or a mask for one.
private let registerFields: [FieldLayout] = [
    .register(vmcs.guest.cr0, "CR0"), .register(vmcs.host.cr0, "CR0"),
    .register(vmcs.control.cr0GuestHostMask, "CR0"), .register(vmcs.control.cr0ReadShadow, "CR0"),
    .register(vmcs.guest.cr4, "CR4"), .register(vmcs.host.cr4, "CR4"),
    .register(vmcs.control.cr4GuestHostMask, "CR4"), .register(vmcs.control.cr4ReadShadow, "CR4"),
    .register(vmcs.guest.rflags, "RFLAGS"), .register(vmcs.guest.ia32Debugctl, "IA32_DEBUGCTL"),
    .register(vmcs.guest.ia32Efer, "IA32_EFER"), .register(vmcs.host.ia32Efer, "IA32_EFER"),
    .register(vmcs.control.exceptionBitmap, "Exception Bitmap"),
]

extension FieldLayout {
    fileprivate static func of<Value: Word, Layout: BitLayout>(
        _ field: Field<Value>, _ layout: Layout.Type
    ) -> FieldLayout? {
        BitLayoutDescription(of: layout).map { FieldLayout(field.declaration, $0) }
    }

    fileprivate static func register<Value: Word>(_ field: Field<Value>, _ name: String) -> FieldLayout {
        guard let layout = registers.first(where: { $0.name == name }) else {
            preconditionFailure("there is no register \(name)")
        }
        return FieldLayout(field.declaration, layout)
    }
}

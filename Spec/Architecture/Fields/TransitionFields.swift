// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// VM-exit and VM-entry control fields beside the words: MSR lists and event injection.
///
/// SDM volume 3, "VM-Exit Control Fields" and "VM-Entry Control Fields".
public struct TransitionFields: Sendable {
    public let exitMSRStoreCount: Field<UInt32> = .bits32(
        .control, 7, "VM-exit MSR-store count", "VM_EXIT_MSR_STORE_COUNT")
    public let exitMSRStoreAddress: Field<UInt64> = .bits64(
        .control, 3, "VM-exit MSR-store address", "VM_EXIT_MSR_STORE_ADDR")
    public let exitMSRLoadCount: Field<UInt32> = .bits32(
        .control, 8, "VM-exit MSR-load count", "VM_EXIT_MSR_LOAD_COUNT")
    public let exitMSRLoadAddress: Field<UInt64> = .bits64(
        .control, 4, "VM-exit MSR-load address", "VM_EXIT_MSR_LOAD_ADDR")
    public let entryMSRLoadCount: Field<UInt32> = .bits32(
        .control, 10, "VM-entry MSR-load count", "VM_ENTRY_MSR_LOAD_COUNT")
    public let entryMSRLoadAddress: Field<UInt64> = .bits64(
        .control, 5, "VM-entry MSR-load address", "VM_ENTRY_MSR_LOAD_ADDR")
    public let entryInterruptionInformation: Field<UInt32> = .bits32(
        .control, 11, "Injected-event identification", "VM_ENTRY_INTR_INFO_FIELD",
        formerly: "VM-entry interruption-information field")
    public let entryExceptionErrorCode: Field<UInt32> = .bits32(
        .control, 12, "Injected-event error code", "VM_ENTRY_EXCEPTION_ERROR_CODE",
        formerly: "VM-entry exception error code")
    public let entryInstructionLength: Field<UInt32> = .bits32(
        .control, 13, "VM-entry instruction length", "VM_ENTRY_INSTRUCTION_LEN")
    public let injectedEventData: Field<UInt64> = .bits64(
        .control, 41, "Injected-event data", "INJECTED_EVENT_DATA", existsWhen: .cpuid(CPUIDFeatures.fred),
        linux: .none, sources: .fred)
}

extension ControlFields {
    public subscript<Value: Word>(dynamicMember path: KeyPath<TransitionFields, Field<Value>>) -> Field<Value> {
        transitions[keyPath: path]
    }
}

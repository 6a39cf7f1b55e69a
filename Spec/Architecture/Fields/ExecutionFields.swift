// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// VM-execution control fields that hold values: masks, shadows, counts, the TSC.
///
/// SDM volume 3, "VM-Execution Control Fields".
public struct ExecutionFields: Sendable {
    public let exceptionBitmap: Field<UInt32> = .bits32(.control, 2, "Exception bitmap", "EXCEPTION_BITMAP")
    public let pageFaultErrorCodeMask: Field<UInt32> = .bits32(
        .control, 3, "Page-fault error-code mask", "PAGE_FAULT_ERROR_CODE_MASK")
    public let pageFaultErrorCodeMatch: Field<UInt32> = .bits32(
        .control, 4, "Page-fault error-code match", "PAGE_FAULT_ERROR_CODE_MATCH")
    public let cr3TargetCount: Field<UInt32> = .bits32(.control, 5, "CR3-target count", "CR3_TARGET_COUNT")
    public let cr0GuestHostMask: Field<UInt64> = .natural(
        .control, 0, "CR0 guest/host mask", "CR0_GUEST_HOST_MASK")
    public let cr4GuestHostMask: Field<UInt64> = .natural(
        .control, 1, "CR4 guest/host mask", "CR4_GUEST_HOST_MASK")
    public let cr0ReadShadow: Field<UInt64> = .natural(.control, 2, "CR0 read shadow", "CR0_READ_SHADOW")
    public let cr4ReadShadow: Field<UInt64> = .natural(.control, 3, "CR4 read shadow", "CR4_READ_SHADOW")
    public let cr3TargetValue0: Field<UInt64> = .natural(.control, 4, "CR3-target value 0", "CR3_TARGET_VALUE0")
    public let cr3TargetValue1: Field<UInt64> = .natural(
        .control, 5, "CR3-target value 1", "CR3_TARGET_VALUE1", sources: .notXen)
    public let cr3TargetValue2: Field<UInt64> = .natural(
        .control, 6, "CR3-target value 2", "CR3_TARGET_VALUE2", sources: .notXen)
    public let cr3TargetValue3: Field<UInt64> = .natural(
        .control, 7, "CR3-target value 3", "CR3_TARGET_VALUE3", sources: .notXen)
    public let tscOffset: Field<UInt64> = .bits64(.control, 8, "TSC offset", "TSC_OFFSET")
    public let tscMultiplier: Field<UInt64> = .bits64(
        .control, 25, "TSC multiplier", "TSC_MULTIPLIER", existsWhen: .supports(controls.secondary.useTSCScaling))
    public let vpid: Field<UInt16> = .bits16(
        .control, 0, "Virtual-processor identifier (VPID)", "VIRTUAL_PROCESSOR_ID",
        existsWhen: .supports(controls.secondary.enableVPID))
    public let eptpIndex: Field<UInt16> = .bits16(
        .control, 2, "EPTP index", "EPTP_INDEX", existsWhen: .supports(controls.secondary.eptViolationVE),
        linux: .none, sources: .notLinux)
    public let hlatPrefixSize: Field<UInt16> = .bits16(
        .control, 3, "HLAT prefix size", "HLAT_PREFIX_SIZE", existsWhen: .supports(controls.tertiary.enableHLAT),
        linux: .none, sources: [.manual, .bochs, .nova, .ia32Doc])
    public let vmFunctionControls: Field<UInt64> = .bits64(
        .control, 12, "VM-function controls", "VM_FUNCTION_CONTROL",
        existsWhen: .supports(controls.secondary.enableVMFunctions))
    public let pauseLoopGap: Field<UInt32> = .bits32(
        .control, 16, "PLE_Gap", "PLE_GAP", existsWhen: .supports(controls.secondary.pauseLoopExiting))
    public let pauseLoopWindow: Field<UInt32> = .bits32(
        .control, 17, "PLE_Window", "PLE_WINDOW", existsWhen: .supports(controls.secondary.pauseLoopExiting))
    /// The TDX module has it under two names, of which one is Linux's.
    public let instructionTimeout: Field<UInt32> = .bits32(
        .control, 18, "Instruction-timeout control", "NOTIFY_WINDOW",
        existsWhen: .supports(controls.secondary.instructionTimeout),
        sources: [.manual, .linux, .xen, .bochs, .nova, .tdxModule])
    public let seamGuestKeyID: Field<UInt32> = .bits32(
        .control, 19, "SEAM-guest KeyID", "SEAM_GUEST_KEYID",
        existsWhen: .supports(controls.tertiary.seamGuestPhysicalAddressWidth), linux: .none,
        sources: [.manual, .bochs, .tdxModule])
    public let specCtrlMask: Field<UInt64> = .bits64(
        .control, 37, "IA32_SPEC_CTRL mask", "IA32_SPEC_CTRL_MASK",
        existsWhen: .supports(controls.tertiary.virtualizeSpecCtrl), linux: .none,
        sources: .notLinux)
    public let specCtrlShadow: Field<UInt64> = .bits64(
        .control, 38, "IA32_SPEC_CTRL shadow", "IA32_SPEC_CTRL_SHADOW",
        existsWhen: .supports(controls.tertiary.virtualizeSpecCtrl), linux: .none,
        sources: .notLinux)
}

extension ControlFields {
    public subscript<Value: Word>(dynamicMember path: KeyPath<ExecutionFields, Field<Value>>) -> Field<Value> {
        execution[keyPath: path]
    }
}

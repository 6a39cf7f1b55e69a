// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// The fields that hold the control words.
public struct ControlWordFields: Sendable {
    public let pinBased: Field<UInt32> = .bits32(
        .control, 0, "Pin-based VM-execution controls", "PIN_BASED_VM_EXEC_CONTROL")
    public let primary: Field<UInt32> = .bits32(
        .control, 1, "Primary processor-based VM-execution controls", "CPU_BASED_VM_EXEC_CONTROL")
    public let secondary: Field<UInt32> = .bits32(
        .control, 15, "Secondary processor-based VM-execution controls", "SECONDARY_VM_EXEC_CONTROL",
        existsWhen: .supports(controls.primary.activateSecondaryControls))
    public let tertiary: Field<UInt64> = .bits64(
        .control, 26, "Tertiary processor-based VM-execution controls", "TERTIARY_VM_EXEC_CONTROL",
        existsWhen: .supports(controls.primary.activateTertiaryControls))
    public let exit: Field<UInt32> = .bits32(.control, 6, "Primary VM-exit controls", "VM_EXIT_CONTROLS")
    public let secondaryExit: Field<UInt64> = .bits64(
        .control, 34, "Secondary VM-exit controls", "SECONDARY_VM_EXIT_CONTROLS",
        existsWhen: .supports(controls.exit.activateSecondaryControls), linux: .none,
        sources: [.manual, .kvmPatches, .bochs, .nova, .ia32Doc])
    public let entry: Field<UInt32> = .bits32(.control, 9, "VM-entry controls", "VM_ENTRY_CONTROLS")
}

extension ControlFields {
    public subscript<Value: Word>(dynamicMember path: KeyPath<ControlWordFields, Field<Value>>) -> Field<Value> {
        words[keyPath: path]
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

extension ControlWordID {
    public static let secondaryExit: ControlWordID = ControlWordID(5, "secondaryExit")
}

/// Secondary VM-Exit Controls.
///
/// SDM volume 3, "VM-Exit Controls".
public struct SecondaryExitControls: ControlBits {
    public static let word: ControlWord = .declare(
        .secondaryExit, "Secondary VM-Exit Controls", "SECONDARY_EXIT", one: "secondary VM-exit control", .exit,
        vmcs.control.secondaryExit, capabilityMSRs.exitControls2, rule: .allowedOnesOnly,
        activatedBy: controls.exit.activateSecondaryControls)

    public let saveIA32FRED: Control = .bit(
        .secondaryExit, 0, "Save FRED", "SECONDARY_VM_EXIT_SAVE_IA32_FRED", linux: .none)
    public let loadIA32FRED: Control = .bit(
        .secondaryExit, 1, "Load FRED", "SECONDARY_VM_EXIT_LOAD_IA32_FRED", linux: .none)
    public let loadIA32SpecCtrl: Control = .bit(
        .secondaryExit, 2, "Load IA32_SPEC_CTRL", "SECONDARY_VM_EXIT_LOAD_IA32_SPEC_CTRL", linux: .none)
    public let prematurelyBusyShadowStack: Control = .bit(
        .secondaryExit, 3, "Prematurely busy shadow stack", "SECONDARY_VM_EXIT_BUSY_SHADOW_STACK", linux: .none)
}

// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

extension ControlWordID {
    public static let secondary: ControlWordID = ControlWordID(2, "secondary")
}

/// Secondary Processor-Based VM-Execution Controls, bits 15:0 and 31:16.
///
/// SDM volume 3, "Processor-Based VM-Execution Controls".
@dynamicMemberLookup
public struct SecondaryControls: ControlBits {
    public static let word: ControlWord = .declare(
        .secondary, "Secondary Processor-Based VM-Execution Controls", "SECONDARY",
        one: "secondary processor-based control", .execution, vmcs.control.secondary,
        capabilityMSRs.processorBasedControls2, activatedBy: controls.primary.activateSecondaryControls)

    public let low: SecondaryControlsLow = SecondaryControlsLow()
    public let high: SecondaryControlsHigh = SecondaryControlsHigh()

    public subscript(dynamicMember path: KeyPath<SecondaryControlsLow, Control>) -> Control { low[keyPath: path] }
    public subscript(dynamicMember path: KeyPath<SecondaryControlsHigh, Control>) -> Control { high[keyPath: path] }
}

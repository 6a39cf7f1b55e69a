// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// Secondary Processor-Based VM-Execution Controls, bits 15:0 and 31:16.
///
/// SDM volume 3, "Processor-Based VM-Execution Controls".
@dynamicMemberLookup
public struct SecondaryControls: Sendable {
    public let low: SecondaryControlsLow = SecondaryControlsLow()
    public let high: SecondaryControlsHigh = SecondaryControlsHigh()

    public subscript(dynamicMember path: KeyPath<SecondaryControlsLow, Control>) -> Control { low[keyPath: path] }
    public subscript(dynamicMember path: KeyPath<SecondaryControlsHigh, Control>) -> Control { high[keyPath: path] }
}

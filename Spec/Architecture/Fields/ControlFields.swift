// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// VM-execution, VM-exit and VM-entry control fields; the members of the parts are reached without the part.
@dynamicMemberLookup
public struct ControlFields: Sendable {
    public let words: ControlWordFields = ControlWordFields()
    public let execution: ExecutionFields = ExecutionFields()
    public let addresses: ExecutionAddressFields = ExecutionAddressFields()
    public let interrupts: InterruptControlFields = InterruptControlFields()
    public let transitions: TransitionFields = TransitionFields()
}

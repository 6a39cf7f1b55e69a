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

    public subscript<Value: Word>(dynamicMember path: KeyPath<ControlWordFields, Field<Value>>) -> Field<Value> {
        words[keyPath: path]
    }
    public subscript<Value: Word>(dynamicMember path: KeyPath<ExecutionFields, Field<Value>>) -> Field<Value> {
        execution[keyPath: path]
    }
    public subscript<Value: Word>(dynamicMember path: KeyPath<ExecutionAddressFields, Field<Value>>) -> Field<Value> {
        addresses[keyPath: path]
    }
    public subscript<Value: Word>(dynamicMember path: KeyPath<InterruptControlFields, Field<Value>>) -> Field<Value> {
        interrupts[keyPath: path]
    }
    public subscript<Value: Word>(dynamicMember path: KeyPath<TransitionFields, Field<Value>>) -> Field<Value> {
        transitions[keyPath: path]
    }
}

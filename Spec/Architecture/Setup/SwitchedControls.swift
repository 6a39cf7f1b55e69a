// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// Sets a control in the current VMCS. The hypervisor must have asked for it, so that negotiation has found that
/// the processor allows it; a set-up that calls ``turnOff(_:)`` makes it start as 0.
public func turnOn(_ control: Control) -> Step {
    switchControl(control) {
        $0 | $1
    } wide: {
        $0 | $1
    }
}

/// Clears a control in the current VMCS. Not one that processors force to 1: VM entry would fail.
public func turnOff(_ control: Control) -> Step {
    switchControl(control) {
        $0 & ~$1
    } wide: {
        $0 & ~$1
    }
}

private func switchControl(
    _ control: Control, _ change: (Field<UInt32>, UInt32) -> Expr<UInt32>,
    wide: (Field<UInt64>, UInt64) -> Expr<UInt64>
) -> Step {
    let mask: UInt64 = control.declaration.mask
    guard let word = controlWords.all.first(where: { $0.id == control.declaration.id.word }) else {
        preconditionFailure("\(control.declaration.id) is in no control word that is declared")
    }
    if word.isWide {
        let field = Field<UInt64>(word.field)
        return field <- wide(field, mask)
    }
    let field = Field<UInt32>(word.field)
    return field <- change(field, UInt32(truncatingIfNeeded: mask))
}

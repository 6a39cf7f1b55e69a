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
    let bit = UInt32(truncatingIfNeeded: mask)
    switch control.declaration.id.word {
    case .pin: return vmcs.control.pinBased <- change(vmcs.control.pinBased, bit)
    case .primary: return vmcs.control.primary <- change(vmcs.control.primary, bit)
    case .secondary: return vmcs.control.secondary <- change(vmcs.control.secondary, bit)
    case .exit: return vmcs.control.exit <- change(vmcs.control.exit, bit)
    case .entry: return vmcs.control.entry <- change(vmcs.control.entry, bit)
    case .tertiary: return vmcs.control.tertiary <- wide(vmcs.control.tertiary, mask)
    case .secondaryExit: return vmcs.control.secondaryExit <- wide(vmcs.control.secondaryExit, mask)
    }
}

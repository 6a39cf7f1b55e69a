// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

extension CapabilityPredicate {
    /// The processor supports the 1-setting of the control, as the SDM's footnotes say it.
    static func supports(_ control: Control) -> CapabilityPredicate { .allowed(control.declaration.id) }

    /// The processor supports the 1-setting of at least one of the controls.
    static func supportsAny(_ controls: Control...) -> CapabilityPredicate {
        .any(controls.map { CapabilityPredicate.allowed($0.declaration.id) })
    }

    /// The processor supports the 1-setting of each of the controls.
    static func supportsAll(_ controls: Control...) -> CapabilityPredicate {
        .all(controls.map { CapabilityPredicate.allowed($0.declaration.id) })
    }
}

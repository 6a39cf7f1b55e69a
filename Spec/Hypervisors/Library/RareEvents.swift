// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

/// A bus lock, which has already happened, and an instruction that took too long.
public func rareEvents() -> [HypervisorPart] {
    [
        On(exits.busLock) { Resume() },
        On(exits.notify) { exit in
            // The state in the VMCS is corrupted: what a processor reports as a machine check.
            If(exit.qualification.contextIsInvalid) {
                Inject(.machineCheck)
            }
            Resume()
        },
    ]
}

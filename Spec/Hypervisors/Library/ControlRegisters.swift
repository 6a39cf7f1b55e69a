// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

/// MOV to CR4 that would change an owned bit: does what the processor does, with
/// its own checks, and keeps VMXE.
///
/// SDM volume 2, "MOV—Move to/from Control Registers"; volume 3, "Control Registers".
@HandlerBuilder
public func moveToOwnedCR4(
    _ exit: ExitContext<ControlRegisterAccessQualification, NoLayout>
) -> [Statement] {
    // Only CR4 has owned bits, and only MOV reaches it.
    If(exit.qualification.accessType != 0 || exit.qualification.controlRegister != 4) {
        Inject(.generalProtection(0))
    }
    writeOwnedCR4(guest.register(numbered: exit.qualification.register))
}

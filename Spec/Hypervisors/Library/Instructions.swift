// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

/// The VMX instructions of a guest that sees no VT-x, GETSEC and what enters SEAM: #UD. VMFUNC is
/// #UD by itself, since VM functions are off.
public func refusedInstructions() -> [HypervisorPart] {
    [
        On(exits.vmclear) { Inject(.invalidOpcode) },
        On(exits.vmlaunch) { Inject(.invalidOpcode) },
        On(exits.vmptrld) { Inject(.invalidOpcode) },
        On(exits.vmptrst) { Inject(.invalidOpcode) },
        On(exits.vmread) { Inject(.invalidOpcode) },
        On(exits.vmresume) { Inject(.invalidOpcode) },
        On(exits.vmwrite) { Inject(.invalidOpcode) },
        On(exits.vmxoff) { Inject(.invalidOpcode) },
        On(exits.vmxon) { Inject(.invalidOpcode) },
        On(exits.invept) { Inject(.invalidOpcode) },
        On(exits.invvpid) { Inject(.invalidOpcode) },
        On(exits.getsec) { Inject(.invalidOpcode) },
        On(exits.seamcall) { Inject(.invalidOpcode) },
        On(exits.tdcall) { Inject(.invalidOpcode) },
    ]
}

/// XSETBV, which always exits: executed for the guest, with the processor's own
/// checks. INVD would throw away what root mode has written, so it writes back.
public func unconditionalInstructions() -> [HypervisorPart] {
    let faulted = Variable<Bool>("faulted")
    return [
        On(exits.xsetbv) {
            executeXSETBV(index: guest.ecx, value: guest.edxEAX, faulted: faulted)
            If(faulted) {
                Inject(.generalProtection(0))
            }
            Advance()
        },
        On(exits.invd) {
            writeBackCaches()
            Advance()
        },
    ]
}

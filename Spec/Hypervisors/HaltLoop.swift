// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

private let halts: State<UInt64> = State("halts", "HLT instructions of the guest", export: "halts")

/// A small guest of a process, with Linux as the host: it executes HLT in a loop
/// and ends with VMCALL.
public let haltLoop: HypervisorDescription = Hypervisor(
    "halt_loop", mode: .guest, "runs a guest that executes HLT in a loop", isTestOnly: true
) {
    Declare(halts)
    guestControls()
    guestSetup()
    On(exits.hlt) {
        halts += 1
        Advance()
    }
    On(exits.vmcall) { AdvanceAndLeaveToUser(UserReason("HYPERCALL")) }
    guestEvents()
}

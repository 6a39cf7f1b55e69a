// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

extension ControlWordID {
    public static let pin: ControlWordID = ControlWordID(0, "pin")
}

/// Pin-Based VM-Execution Controls.
///
/// SDM volume 3, "Pin-Based VM-Execution Controls"; what they require: "Checks on VMX Controls".
public struct PinControls: ControlBits {
    public static let word: ControlWord = .declare(
        .pin, "Pin-Based VM-Execution Controls", "PIN", one: "pin-based control", .execution, vmcs.control.pinBased,
        capabilityMSRs.pinBasedControls, trueMSR: capabilityMSRs.truePinBasedControls, default1: 0x16)

    public let externalInterruptExiting: Control = .bit(
        .pin, 0, "External-interrupt exiting", "PIN_BASED_EXT_INTR_MASK")
    public let nmiExiting: Control = .bit(.pin, 3, "NMI exiting", "PIN_BASED_NMI_EXITING")
    public let virtualNMIs: Control = .bit(
        .pin, 5, "Virtual NMIs", "PIN_BASED_VIRTUAL_NMIS", requires: [.set(ControlID(.pin, 3))])
    public let activatePreemptionTimer: Control = .bit(
        .pin, 6, "Activate VMX-preemption timer", "PIN_BASED_VMX_PREEMPTION_TIMER")
    public let processPostedInterrupts: Control = .bit(
        .pin, 7, "Process posted interrupts", "PIN_BASED_POSTED_INTR",
        requires: [.set(ControlID(.secondary, 9)), .set(ControlID(.exit, 15))])
}

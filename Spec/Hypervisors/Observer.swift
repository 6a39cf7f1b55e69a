// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

private let exitCounts: StateArray<UInt64> = StateArray(
    "exits", "exits by basic exit reason", count: 96, indexedBy: .exitReason, export: "exits")

private let announcement: Announcement = Announcement(signature: "HVCoreHVCore", version: 1)

/// Changes nothing that a guest can see, except that it announces itself and hides
/// VT-x. Counts its exits, answers hypercalls.
public let observer: HypervisorDescription = Hypervisor(
    "observer", mode: .runningSystem, "watches the running kernel and changes nothing"
) {
    Declare(exitCounts)
    OnEveryExit { reason in exitCounts[reason] += 1 }

    quietRunningSystem()
    On(exits.cpuid) { answerCPUID(announcing: announcement) }
}

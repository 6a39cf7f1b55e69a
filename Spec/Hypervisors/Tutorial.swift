// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

private let leaves: StateArray<UInt64> = StateArray(
    "leaves", "CPUIDs by basic leaf; the last element is all others", count: 32, export: "cpuid leaf")

/// Counts which leaves of CPUID the system asks for.
public let tutorial: HypervisorDescription = Hypervisor(
    "tutorial", mode: .runningSystem, "counts the leaves that CPUID is asked for"
) {
    Declare(leaves)
    quietRunningSystem()
    On(exits.cpuid) {
        leaves[guest.eax.clamped(to: 31)] += 1
        answerCPUID(announcing: Announcement(signature: "HVTutorialHV", version: 1))
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HVGenKit
import HandlerDSL
import HypervisorLibrary
import VMXModel

/// Counts how often the system asks for the time stamp's frequency, and is silent otherwise.
let frequencyWatch: HypervisorDescription = Hypervisor(
    "frequency_watch", mode: .runningSystem, "counts CPUID leaf 0x15"
) {
    let asked: State<UInt64> = State("asked", "CPUIDs of leaf 0x15", export: "leaf 0x15")
    Declare(asked)
    quietRunningSystem()
    On(exits.cpuid) {
        If(guest.eax == 0x15) { asked += 1 }
        answerCPUID(announcing: Announcement(signature: "FrequencyHV ", version: 1))
    }
}

enum Own: SpecificationProvider {
    static let specification: Specification = Specification(
        architecture: architecture, hypervisors: [frequencyWatch],
        sourceFolders: ["owngen": "Sources/owngen"], hypervisorModule: "owngen")
}

HVGenCommand<Own>.main()

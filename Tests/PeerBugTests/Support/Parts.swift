// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

// What a quiet hypervisor is made of, so that a bug can replace one part.

let announcement: Announcement = Announcement(signature: "PeerBugTests", version: 1)

/// All of `quietRunningSystem()` but some of its parts.
func quietParts(
    controls: Bool = true, controlRegisters: Bool = true, msrs: Bool = true, xsetbv: Bool = true
) -> [HypervisorPart] {
    var parts: [HypervisorPart] = commonHypercalls(version: 1) + refusedInstructions() + systemEvents()
    parts += [runningSystemSetup()]
    if controls { parts += runningSystemControls() }
    parts += controlRegisters ? ownedControlRegisterBits() : ownedBits()
    if msrs { parts += msrPolicy(whenMTRRChanges: stopForMTRR) }
    if xsetbv { parts += unconditionalInstructions() } else { parts += [On(exits.invd) { Advance() }] }
    return parts
}

/// What the library's handler of CR4 needs, without that handler.
private func ownedBits() -> [HypervisorPart] {
    [
        OwnCR4(CR4.vmxe, "VMXE", showing: .zero), OwnCR4(CR4.osxsave, "OSXSAVE", showing: .ownValue),
        OwnCR4(CR4.ospke, "OSPKE", showing: .ownValue),
    ]
}

func cpuidHandler() -> HypervisorPart {
    On(exits.cpuid) { answerCPUID(announcing: announcement) }
}

/// A row of the database.
func row(
    _ group: FieldGroup, _ index: UInt32, _ name: String, _ symbol: String, fileID: StaticString = #fileID,
    line: UInt = #line
) -> VMCSField {
    VMCSField(
        name: name, symbol: symbol, width: .natural, group: group, index: index, existsWhen: .always, linux: .none,
        location: SourceLocation(fileID, line))
}

extension ArchitectureDescription {
    func adding(_ more: VMCSField) -> ArchitectureDescription {
        ArchitectureDescription(
            fields: fields + [NamedField(label: "vmcs.more", field: more)], controlWords: controlWords,
            controls: controls, capabilityMSRs: capabilityMSRs, exitReasons: exitReasons, msrs: msrs,
            instructionErrors: instructionErrors, words: words, records: records, dispositions: dispositions)
    }
}

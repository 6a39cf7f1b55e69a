// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// The whole description of VT-x, put together from the declarations in this folder.
public let architecture: ArchitectureDescription = ArchitectureDescription(
    fields: vmcs.all,
    controlWords: controlWords.all,
    controls: controls.all.map(\.control.declaration),
    capabilityMSRs: capabilityMSRs.all,
    exitReasons: exits.all.map(\.reason),
    msrs: msrs.all,
    instructionErrors: instructionErrors,
    words: words,
    records: records,
    processors: emulatedProcessors,
    registers: registers,
    fieldLayouts: fieldLayouts,
    namedValues: namedValues,
    entryChecks: entryChecks.all,
    swiftNames: Dictionary(
        controls.all.map { ($0.control.declaration.symbol, $0.label) } + exits.all.map { ($0.reason.symbol, $0.label) }
    ) { first, _ in first },
    dispositions: dispositionRoutines)

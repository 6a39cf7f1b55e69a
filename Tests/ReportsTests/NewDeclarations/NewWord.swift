// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import HandlerDSL
import VMXModel

@testable import Architecture

// A control word and a group of fields that no processor has, declared as Spec/Architecture declares its own: what the
// two structures say, and that they are members of another one, is all that anybody has been told of them.

extension ControlWordID {
    static let quaternary: ControlWordID = ControlWordID(7, "quaternary")
}

struct QuaternaryControls: ControlBits {
    static let word: ControlWord = .declare(
        .quaternary, "Quaternary Processor-Based VM-Execution Controls", "QUATERNARY",
        one: "quaternary processor-based control", .execution, QuaternaryFields().controls,
        NewDeclarations.msr, rule: .allowedOnesOnly, activatedBy: controls.primary.activateTertiaryControls)

    let firstNovelty: Control = .bit(.quaternary, 0, "First novelty", "QUATERNARY_EXEC_FIRST", linux: .none)
    let lastNovelty: Control = .bit(
        .quaternary, 63, "Last novelty", "QUATERNARY_EXEC_LAST", requires: [.set(ControlID(.quaternary, 0))],
        linux: .none)
}

struct QuaternaryFields: Sendable {
    let controls: Field<UInt64> = .bits64(
        .control, 100, "Quaternary processor-based VM-execution controls", "QUATERNARY_VM_EXEC_CONTROL", linux: .none)
    let noveltyWidth: Field<UInt64> = .natural(
        .guestState, 100, "Guest width of the novelty", "GUEST_NOVELTY_WIDTH",
        existsWhen: .allowed(ControlID(.quaternary, 0)), linux: .none)
}

/// The architecture with both.
enum NewDeclarations {
    /// The line of registration in `Controls` and in `VMCSFields`.
    private struct Registered {
        let quaternary: QuaternaryControls = QuaternaryControls()
    }
    private struct RegisteredFields {
        let quaternary: QuaternaryFields = QuaternaryFields()
    }

    static let msr: CapabilityMSR = .declare(
        0x494, "IA32_VMX_PROCBASED_CTLS4", "MSR_IA32_VMX_PROCBASED_CTLS4", MayBe1Layout.self)

    static let architecture: ArchitectureDescription = {
        let real: ArchitectureDescription = Architecture.architecture
        let bits: [Leaf<Control>] = leaves(of: Registered(), root: "controls")
        let fields: [Leaf<any FieldDeclaration>] = leaves(of: RegisteredFields(), root: "vmcs")
        return ArchitectureDescription(
            fields: real.fields
                + fields.map { ArchitectureDescription.NamedField(label: $0.label, field: $0.value.declaration) },
            controlWords: real.controlWords + Controls.words(of: Registered()),
            controls: real.controls + bits.map(\.value.declaration),
            capabilityMSRs: real.capabilityMSRs + [msr], exitReasons: real.exitReasons, msrs: real.msrs,
            instructionErrors: real.instructionErrors, words: real.words, records: real.records,
            processors: real.processors, registers: real.registers, fieldLayouts: real.fieldLayouts,
            namedValues: real.namedValues, entryChecks: real.entryChecks,
            swiftNames: real.swiftNames.merging(bits.map { ($0.value.declaration.symbol, $0.label) }) { $1 },
            dispositions: real.dispositions)
    }()
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension ReferenceDocument {
    var exitPages: [NamedPage] {
        var reasons: ReferencePage = page("Exit reasons", "Exits")
        for reason: ExitReason in architecture.exitReasons { describe(reason, &reasons) }
        var errors: ReferencePage = page("VM-instruction errors", "Exits")
        errors.paragraph(
            "What VMX instructions leave in \(errorField). SDM volume 3, \"VM Instruction Error Numbers\".")
        for error: InstructionError in architecture.instructionErrors {
            errors.item(ReferenceNames.anchor(error), "\(error.number): \(error.text)")
            errors.paragraph("Linux: \(text.linux(error.linux, error.symbol)).")
        }
        return [
            ("exit-reasons", "Exit reasons", reasons), ("instruction-errors", "VM-instruction errors", errors),
        ]
    }

    private var errorField: String {
        architecture.fields.map(\.field).first { $0.symbol == "VM_INSTRUCTION_ERROR" }.map { ReferenceNames.link($0) }
            ?? "the VM-instruction error field"
    }

    private func describe(_ reason: ExitReason, _ page: inout ReferencePage) {
        page.item(ReferenceNames.anchor(reason), "\(reason.number): \(reason.name)")
        let swift: String = architecture.swiftNames[reason.symbol].map { "; in Swift `\($0)`" } ?? ""
        page.paragraph("`\(reason.symbol)`\(swift).")
        page.list(
            [
                ("Causes", reason.causes.map(text.cause).joined(separator: "; ")), ("Kind", text.kind(reason)),
                ("Qualification", reason.qualification.map(names.link)),
                ("Instruction information", reason.instructionInformation.map(names.link)),
                ("Instruction length", reason.instructionLengthIsValid ? "valid" : "undefined"),
                ("During event delivery", reason.duringEventDelivery ? "possible" : "no"),
                ("From CPL 3", reason.fromUserMode ? "possible" : "no"), ("NMI unblocking", unblocking(reason)),
                ("Guest-linear address", reason.guestLinearAddressIsValid ? "valid" : nil),
                ("Guest-physical address", reason.guestPhysicalAddressIsValid ? "valid" : nil),
                ("Exists when", text.predicate(reason.existsWhen)),
                ("Linux", text.linux(reason.linux, reason.symbol)),
            ] + spec(reason.location))
    }

    private func unblocking(_ reason: ExitReason) -> String? {
        switch reason.nmiUnblocking {
        case .never: nil
        case .exitQualification: "bit 12 of the qualification"
        case .interruptionInformation: "bit 12 of the exiting-event identification"
        }
    }
}

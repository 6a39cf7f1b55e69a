// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension ReferenceDocument {
    typealias NamedPage = (name: String, title: String, page: ReferencePage)

    var fieldPages: [NamedPage] {
        [
            (.guestState, "Guest-state fields"), (.hostState, "Host-state fields"), (.control, "Control fields"),
            (.exitInformation, "Exit-information fields"),
        ].map { (group: FieldGroup, title: String) in
            var page: ReferencePage = self.page(title, "Fields")
            for width: FieldWidth in [.bits16, .bits32, .bits64, .natural] {
                let entries: [ArchitectureDescription.NamedField] = architecture.fields
                    .filter { $0.field.group == group && $0.field.width == width }
                if entries.isEmpty { continue }
                page.heading("\(width.name.prefix(1).uppercased())\(width.name.dropFirst()) fields")
                for entry: ArchitectureDescription.NamedField in entries { describe(entry, &page) }
            }
            return (ReferenceNames.page(of: group), title, page)
        }
    }

    private func describe(_ entry: ArchitectureDescription.NamedField, _ page: inout ReferencePage) {
        let field: VMCSField = entry.field
        page.item(ReferenceNames.anchor(field), field.symbol)
        let high: String = field.highEncoding.map { ", bits 63:32 by \(encoding($0))" } ?? ""
        let access: String = field.isReadOnly ? "read-only" : "read-write"
        page.paragraph(
            "\(field.name). Encoding \(encoding(field.encoding))\(high); index \(field.index); \(access); in Swift "
                + "`\(entry.label)`.")
        let word: ControlWord? = architecture.controlWords.first { $0.field == field }
        page.list(
            [
                ("Exists when", text.predicate(field.existsWhen)), ("Formerly", field.formerName),
                ("Bits", architecture.layout(of: field).map(names.link) ?? word.map { ReferenceNames.link($0) }),
                ("Values", values(field)), ("Guest's value of", msrs(field)),
                ("Linux", text.linux(field.linux, field.symbol)),
                ("Sources", text.sources(field)),
            ] + spec(field.location))
    }

    private func values(_ field: VMCSField) -> String? {
        switch field.symbol {
        case "VM_INSTRUCTION_ERROR": "[VM-instruction errors](instruction-errors.md)"
        case "EXIT_QUALIFICATION": "[by exit reason](qualifications.md)"
        case "VMX_INSTRUCTION_INFO": "[by exit reason](instruction-information.md)"
        default: architecture.values(of: field).map { ReferenceNames.link($0) }
        }
    }

    private func msrs(_ field: VMCSField) -> String? {
        ReferencePage.joined(architecture.msrs.filter { $0.guestField == field }.map { names.link(msr: $0.address) })
    }

    func encoding(_ number: UInt32) -> String {
        let digits = String(number, radix: 16)
        return "0x" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

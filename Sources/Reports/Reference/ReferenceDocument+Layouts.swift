// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension ReferenceDocument {
    var layoutPages: [NamedPage] {
        let titles: [(String, String, String)] = [
            ("qualifications", "Exit qualifications", "Exits/Qualifications"),
            ("instruction-information", "Instruction information", "Exits/InstructionInformation"),
            ("words", "Words and registers", "Words"),
        ]
        return titles.map { name, title, folder in
            var page: ReferencePage = self.page(title, folder)
            for layout: BitLayoutDescription in architecture.layouts where names.page(of: layout) == name {
                describe(layout, &page)
            }
            return (name, title, page)
        } + [("values", "Numbers that have names", valuePage), ("structures", "Structures in memory", structurePage)]
    }

    func describe(_ layout: BitLayoutDescription, _ page: inout ReferencePage) {
        page.item(ReferenceNames.anchor(layout), layout.name)
        page.paragraph("\(layout.width) bits; constants begin with `VTX_\(layout.symbol)_`.")
        page.list([
            ("Fields", ReferencePage.joined(fields(of: layout))), ("Exits", ReferencePage.joined(exits(of: layout))),
            ("MSRs", ReferencePage.joined(msrs(of: layout))), ("Structures", ReferencePage.joined(records(of: layout))),
        ])
        page.table(
            ["bits", "name", "in Swift", "values"],
            layout.fields.map { field in
                [
                    field.bits.count == 1 ? "\(field.bits.low)" : "\(field.bits.high):\(field.bits.low)",
                    field.bits.name,
                    "`\(field.label)`",
                    architecture.values(in: layout, field.label).map { ReferenceNames.link($0) } ?? "",
                ]
            })
    }

    private func fields(of layout: BitLayoutDescription) -> [String] {
        architecture.fieldLayouts.filter { $0.layout.name == layout.name }.map { ReferenceNames.link($0.field) }
    }

    private func exits(of layout: BitLayoutDescription) -> [String] {
        architecture.exitReasons.filter {
            $0.qualification?.name == layout.name || $0.instructionInformation?.name == layout.name
        }.map { ReferenceNames.link($0) }
    }

    private func msrs(of layout: BitLayoutDescription) -> [String] {
        architecture.capabilityMSRs.filter { $0.layout?.name == layout.name }.map { names.link(msr: $0.address) }
            + architecture.msrs.filter { $0.name == layout.name }.map { names.link(msr: $0.address) }
    }

    private func records(of layout: BitLayoutDescription) -> [String] {
        architecture.records.filter { $0.members.contains { $0.layout?.name == layout.name } }
            .map { ReferenceNames.link($0) }
    }

    private var valuePage: ReferencePage {
        var page: ReferencePage = self.page("Numbers that have names", "Words")
        for values: NamedValues in architecture.namedValues {
            page.item(ReferenceNames.anchor(values), values.name)
            let uses: [String] = values.uses.map { use in
                let layout: BitLayoutDescription? = architecture.layouts.first { $0.name == use.layout }
                let bits: String? = layout?.fields.first { $0.label == use.label }?.bits.name
                return (layout.map(names.link) ?? use.layout) + (bits.map { ", \"\($0)\"" } ?? "")
            }
            page.list([
                ("Stands in", ReferencePage.joined(uses + values.fields.map { ReferenceNames.link($0) })),
                ("Constants begin with", "`VTX_\(values.symbol)_`"),
            ])
            page.table(
                ["number", "name", "in Swift"], values.values.map { [String($0.number), $0.name, "`\($0.label)`"] })
        }
        return page
    }

    private var structurePage: ReferencePage {
        var page: ReferencePage = self.page("Structures in memory", "Words")
        for record: RecordDescription in architecture.records {
            page.item(ReferenceNames.anchor(record), record.name)
            page.paragraph(
                "`struct vtx_\(record.symbol)`: \(record.size) bytes, at "
                    + (record.alignment == 1 ? "any address." : "a multiple of \(record.alignment)."))
            page.table(
                ["offset", "bytes", "name", "in C", "bits"],
                record.members.map { member in
                    [
                        String(member.offset), String(member.size), member.name, "`\(member.symbol)`",
                        member.layout.map(names.link) ?? "",
                    ]
                })
        }
        return page
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension ReferenceDocument {
    var controlPages: [NamedPage] {
        architecture.controlWords.map { word in
            var page: ReferencePage = self.page(word.name, "Controls")
            page.list(
                [
                    ("Field", ReferenceNames.link(word.field)),
                    ("Reported by", names.link(msr: word.capabilityMSR.address)),
                    ("And by, for default1 bits", word.trueMSR.map { names.link(msr: $0.address) }),
                    ("default1", word.default1 == 0 ? "none" : hexadecimal(word.default1)),
                    ("Looked at when", word.activatedBy.map { "\(text.name($0)) is 1" } ?? "always"),
                ] + spec(word.location))
            for control: ControlBit in architecture.controls.filter({ $0.id.word == word.id }) {
                describe(control, word, &page)
            }
            return (ReferenceNames.page(of: word.id), word.name, page)
        }
    }

    private func describe(_ control: ControlBit, _ word: ControlWord, _ page: inout ReferencePage) {
        page.item(ReferenceNames.anchor(control.id), "Bit \(control.id.bit): \(control.name)")
        let swift: String = architecture.swiftNames[control.symbol].map { "; in Swift `\($0)`" } ?? ""
        page.paragraph("`\(control.symbol)`, mask \(hexadecimal(control.mask))\(swift).")
        page.list(
            [
                ("default1", word.default1 & control.mask == 0 ? nil : "yes: only the TRUE MSR can allow 0"),
                ("Requires", ReferencePage.joined(control.requires.map(text.requirement))),
                ("Required by", ReferencePage.joined(dependants(of: control))),
                ("Activates", ReferencePage.joined(activated(by: control))),
                ("Fields that exist with it", ReferencePage.joined(fields(with: control))),
                ("Exits that it causes or prevents", ReferencePage.joined(exits(with: control))),
                ("MSRs that exist with it", ReferencePage.joined(msrs(with: control))),
                ("Linux", text.linux(control.linux, control.symbol)),
            ] + spec(control.location))
    }

    private func dependants(of control: ControlBit) -> [String] {
        architecture.controls.flatMap { other in
            other.requires.compactMap { requirement in
                switch requirement {
                case .set(control.id): ReferenceNames.link(other)
                case .clear(control.id): ReferenceNames.link(other) + " (to be 0)"
                default: nil
                }
            }
        }
    }

    private func activated(by control: ControlBit) -> [String] {
        architecture.controlWords.filter { $0.activatedBy == control.id }.map { ReferenceNames.link($0) }
    }

    private func fields(with control: ControlBit) -> [String] {
        architecture.fields.map(\.field).filter { ControlExplainer.mentions($0.existsWhen, control.id) }
            .map { ReferenceNames.link($0) }
    }

    private func exits(with control: ControlBit) -> [String] {
        architecture.exitReasons.filter { $0.causes.contains { ControlExplainer.mentions($0, control.id) } }
            .map { ReferenceNames.link($0) }
    }

    private func msrs(with control: ControlBit) -> [String] {
        architecture.capabilityMSRs.filter { ControlExplainer.mentions($0.existsWhen, control.id) }
            .map { names.link(msr: $0.address) }
    }
}

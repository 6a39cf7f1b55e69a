// SPDX-License-Identifier: GPL-2.0-only

import CEmitter
import VMXModel

/// `docs/reference`: the whole database for people, one page a group, everything linked with everything.
public struct ReferenceDocument {
    let architecture: ArchitectureDescription
    /// What the spec says beside a declaration: its comment, and the section of the manual.
    let notes: (SourceLocation) -> SpecNotes
    let names: ReferenceNames
    let text: DatabaseText

    public init(architecture: ArchitectureDescription, notes: @escaping (SourceLocation) -> SpecNotes) {
        self.architecture = architecture
        self.notes = notes
        names = ReferenceNames(architecture: architecture)
        text = names.text
    }

    /// Every page below `Generated/`.
    public var files: [OutputFile] {
        let pages: [(name: String, title: String, page: ReferencePage)] =
            fieldPages + controlPages + exitPages + layoutPages + msrPages
        return pages.map { OutputFile(path: "docs/reference/\($0.name).md", text: $0.page.text) }
            + [OutputFile(path: "docs/reference/index.md", text: index(pages.map { ($0.name, $0.title) }))]
    }

    func page(_ title: String, _ folder: String) -> ReferencePage {
        ReferencePage(title, source: "Spec/Architecture/\(folder)")
    }

    /// The comment above a declaration and the section of the manual.
    func spec(_ location: SourceLocation) -> [(String, String?)] {
        let found: SpecNotes = notes(location)
        return [("Note", found.comment), ("Manual", found.section)]
    }

    private func index(_ pages: [(name: String, title: String)]) -> String {
        var page = ReferencePage("VT-x reference", source: "Spec/Architecture")
        page.paragraph(
            """
            Everything that `Spec/Architecture` says of VT-x. Names are the manual's; symbols are Linux's where Linux has
            one. The same as data: `hvgen export --format json`; for C and C++: `Generated/include/vtx.h`; one item at a
            time, with values spelled out: `hvgen explain NAME`.
            """)
        page.table(["page", "items"], pages.map { ["[\($0.title)](\($0.name).md)", String(count(of: $0.name))] })
        let doubtful: [VMCSField] = architecture.fields.map(\.field).filter { !$0.isConfirmed }
        page.heading("Not confirmed")
        page.paragraph(
            """
            A field is confirmed when two sources that did not copy from one another have it under its encoding. These
            \(doubtful.count) of \(architecture.fields.count) are not; the others are.
            """)
        page.table(
            ["field", "sources", "why"],
            doubtful.map { [ReferenceNames.link($0), $0.sources.names.joined(separator: ", "), text.doubt($0)] })
        return page.text
    }

    private func count(of page: String) -> Int {
        let layouts: Int = architecture.layouts.filter { names.page(of: $0) == page }.count
        switch page {
        case "exit-reasons": return architecture.exitReasons.count
        case "instruction-errors": return architecture.instructionErrors.count
        case "values": return architecture.namedValues.count
        case "structures": return architecture.records.count
        case "capability-msrs": return architecture.capabilityMSRs.count + layouts
        case "msrs": return otherMSRs.count
        default:
            let fields: Int = architecture.fields.filter { ReferenceNames.page(of: $0.field.group) == page }.count
            let controls: Int = architecture.controls.filter { ReferenceNames.page(of: $0.id.word) == page }.count
            return layouts + fields + controls
        }
    }
}

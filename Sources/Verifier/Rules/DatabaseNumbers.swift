// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV040: what the processor tells apart by a number has a number of its own in the database.
enum DatabaseNumbers: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.databaseNumbers.code]

    static func check(_ context: RuleContext) -> [Diagnostic] { [] }

    static func check(_ architecture: ArchitectureDescription) -> [Diagnostic] {
        let fields: [VMCSField] = architecture.fields.map(\.field)
        return repeated(
            fields.map { Numbered(number: hex(UInt64($0.encoding)), name: $0.symbol, place: $0.location) },
            "fields", "encoding", section: RuleCatalog.Entry.databaseNumbers.section)
            + repeated(
                architecture.controls.map {
                    Numbered(number: "\($0.id)", name: "\"\($0.name)\"", place: $0.location)
                },
                "controls", "bit", section: #"SDM volume 3, "VM-Execution Control Fields""#)
            + repeated(
                architecture.exitReasons.map {
                    Numbered(number: String($0.number), name: "\"\($0.name)\"", place: $0.location)
                },
                "exit reasons", "number", section: #"SDM volume 3, appendix "VMX Basic Exit Reasons""#)
    }

    private struct Numbered {
        let number: String
        let name: String
        let place: SourceLocation
    }

    private static func repeated(
        _ all: [Numbered], _ what: String, _ number: String, section: String
    ) -> [Diagnostic] {
        var first: [String: Numbered] = [:]
        var found: [Diagnostic] = []
        for item: Numbered in all {
            guard let other = first[item.number] else {
                first[item.number] = item
                continue
            }
            found.append(
                Diagnostic(
                    .databaseNumbers,
                    "the \(what) \(other.name) and \(item.name) both have the \(number) \(item.number)",
                    at: item.place, section: section, suggestion: "look both up in the manual: one of them is wrong",
                    notes: [Diagnostic.Note("\(other.name) is declared here", at: other.place)]))
        }
        return found
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV041: a field lies in the area that its name speaks of.
enum FieldGroups: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.fieldGroups.code]

    static func check(_ context: RuleContext) -> [Diagnostic] { [] }

    static func check(_ architecture: ArchitectureDescription) -> [Diagnostic] {
        let fields: [VMCSField] = architecture.fields.map(\.field)
        return fields.compactMap { field in
            guard let problem = problem(field) else { return nil }
            // One that is where it belongs shows which area the others of its kind have.
            let right: VMCSField? = fields.first { $0.group == problem.belongs && self.problem($0) == nil }
            return Diagnostic(
                .fieldGroups,
                "\(field.symbol) (\"\(field.name)\") is declared in the \(words(field.group)): \(problem.words)",
                at: field.location, suggestion: "declare it in the \(words(problem.belongs)), whose encodings differ",
                notes: right.map {
                    [Diagnostic.Note("\($0.symbol), which is in that area, is declared here", at: $0.location)]
                } ?? [])
        }
    }

    private static func problem(_ field: VMCSField) -> (words: String, belongs: FieldGroup)? {
        switch field.group {
        case .hostState where !field.name.hasPrefix("Host "):
            ("a field of that area is named \"Host …\"", .guestState)
        case .guestState where field.name.hasPrefix("Host "):
            ("its name is that of a host field", .hostState)
        case .control where field.name.hasPrefix("Host "), .exitInformation where field.name.hasPrefix("Host "):
            ("its name is that of a host field", .hostState)
        default: nil
        }
    }

    private static func words(_ group: FieldGroup) -> String {
        switch group {
        case .control: "control fields"
        case .exitInformation: "VM-exit information fields"
        case .guestState: "guest-state area"
        case .hostState: "host-state area"
        }
    }
}

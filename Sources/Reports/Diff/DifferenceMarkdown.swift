// SPDX-License-Identifier: GPL-2.0-only

/// A difference for a comment on a pull request: a table for each hypervisor and one for what they share, what is
/// breaking before everything else.
public struct DifferenceMarkdown {
    private let difference: ManifestDifference

    public init(_ difference: ManifestDifference) { self.difference = difference }

    public var text: String {
        let title = "## Semantic difference \(code(difference.from)) → \(code(difference.to))"
        if difference.isEmpty { return "\(title)\n\nNo semantic difference.\n" }
        var lines: [String] = [title, "", "**\(difference.summary)**"]
        let breaking: [String] = difference.sections.flatMap { section in
            section.changes.filter { $0.compatibility == .breaking }.map { change in
                "* \(owner(section)): \(escaped(change.subject)): \(escaped(change.reason ?? ""))"
            }
        }
        if !breaking.isEmpty { lines += ["", "### Breaking", ""] + breaking }
        var last: String?? = .none
        for section: ManifestDifference.Section in difference.sections {
            if last != .some(section.hypervisor) {
                last = .some(section.hypervisor)
                lines += ["", "### \(owner(section))", "", "| what | change | subject | details |"]
                lines.append("| --- | --- | --- | --- |")
            }
            lines += section.changes.map { row($0, section.category) }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func owner(_ section: ManifestDifference.Section) -> String {
        section.hypervisor.map(code) ?? section.sharedTitle
    }

    private func row(_ change: Change, _ category: Change.Category) -> String {
        let details: [String] = change.details.map(escaped) + (change.verdict.map { ["*\(escaped($0))*"] } ?? [])
        let cells: [String] = [
            category.title, change.change.rawValue, escaped(change.subject), details.joined(separator: "<br>"),
        ]
        return "| \(cells.joined(separator: " | ")) |"
    }

    private func code(_ text: String) -> String { "`\(text.filter { $0 != "`" && $0 != "\n" })`" }

    /// Names and messages come from a spec: none of them may end a cell or become markup.
    private func escaped(_ text: String) -> String {
        var result = ""
        for character: Character in text {
            switch character {
            case "|", "*", "_", "`", "<", ">", "[", "]", "\\", "#", "~", "&", "@": result += "\\\(character)"
            case "\n", "\r": result += " "
            default: result.append(character)
            }
        }
        return result
    }
}

extension ManifestDifference.Section {
    fileprivate var sharedTitle: String { "shared by all" }
}

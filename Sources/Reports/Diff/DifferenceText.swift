// SPDX-License-Identifier: GPL-2.0-only

/// A difference for a terminal: a line a change, `+` gained, `-` lost, `~` changed.
public struct DifferenceText {
    private let difference: ManifestDifference

    public init(_ difference: ManifestDifference) { self.difference = difference }

    public var text: String {
        if difference.isEmpty { return "no semantic difference\n" }
        var lines: [String] = ["\(difference.from) → \(difference.to): \(difference.summary)"]
        var owner: String?? = .none
        for section: ManifestDifference.Section in difference.sections {
            if owner != .some(section.hypervisor) {
                owner = .some(section.hypervisor)
                lines += ["", section.hypervisor ?? "all"]
            }
            lines.append("  \(section.category.title)")
            lines += section.changes.map { "    " + line($0) }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func line(_ change: Change) -> String {
        var line = "\(change.change.mark) \(change.subject)"
        if !change.details.isEmpty { line += ": " + change.details.joined(separator: "; ") }
        if let verdict = change.verdict { line += " [\(verdict)]" }
        // A message of a spec may have lines; a change has one.
        return line.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}

extension Change.Kind {
    fileprivate var mark: String {
        switch self {
        case .gained: "+"
        case .lost: "-"
        case .changed: "~"
        }
    }
}

extension Change {
    /// For example `breaking: it takes another structure`; nil for what no program sees.
    var verdict: String? {
        compatibility.map { compatibility in
            compatibility.rawValue + (reason.map { ": \($0)" } ?? "")
        }
    }
}

extension ManifestDifference {
    /// For example `3 changes, 1 of them breaking`.
    var summary: String {
        let count: Int = changes.count
        let all: String = count == 1 ? "1 change" : "\(count) changes"
        return breaking == 0 ? "\(all), none breaking" : "\(all), \(breaking) of them breaking"
    }
}

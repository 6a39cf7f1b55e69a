// SPDX-License-Identifier: GPL-2.0-only

/// Prints diagnostics for people, as compilers do, or as JSON for tools.
///
///     Spec/Hypervisors/Guard.swift:31: error: HV004: RIP is advanced on an exit for "Triple fault", …
///         section: SDM volume 3, "Information for VM Exits Due to Instruction Execution"
///         help: use Resume() …
///         note: Spec/Architecture/Exits/EventExits.swift:25: the exit reason is declared here
public struct DiagnosticRenderer: Sendable {
    private let path: @Sendable (_ fileID: String) -> String

    /// - Parameter path: the path to show for a `#fileID`; the identifier itself when it is left out.
    public init(path: @escaping @Sendable (_ fileID: String) -> String = { $0 }) { self.path = path }

    /// All of them in the order of a report, each with its section, notes and help, and a last line that counts.
    public func text(_ diagnostics: [Diagnostic]) -> String {
        let sorted: [Diagnostic] = diagnostics.sorted()
        guard !sorted.isEmpty else { return "" }
        return sorted.map(text).joined() + summary(sorted) + "\n"
    }

    /// One diagnostic in some lines, each with its line feed.
    public func text(_ diagnostic: Diagnostic) -> String {
        var lines: [String] = [
            "\(place(diagnostic.location)): \(diagnostic.severity.rawValue): \(diagnostic.code): \(diagnostic.message)",
            "    section: \(diagnostic.section)",
        ]
        for note: Diagnostic.Note in diagnostic.notes {
            lines.append("    note: \(place(note.location)): \(note.message)")
        }
        if let suggestion = diagnostic.suggestion { lines.append("    help: \(suggestion)") }
        return lines.map { $0 + "\n" }.joined()
    }

    /// A JSON array with one object a diagnostic; the keys and their order are stable.
    public func json(_ diagnostics: [Diagnostic]) -> String {
        let objects: [String] = diagnostics.sorted().map { "  " + object($0) }
        return objects.isEmpty ? "[]\n" : "[\n" + objects.joined(separator: ",\n") + "\n]\n"
    }

    private func summary(_ diagnostics: [Diagnostic]) -> String {
        let errors: Int = diagnostics.count { $0.severity == .error }
        let warnings: Int = diagnostics.count - errors
        return [counted(errors, "error"), counted(warnings, "warning")].compactMap { $0 }.joined(separator: ", ")
    }

    private func counted(_ number: Int, _ noun: String) -> String? {
        number == 0 ? nil : "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    private func place(_ location: SourceLocation) -> String { "\(path(location.fileID)):\(location.line)" }

    private func object(_ diagnostic: Diagnostic) -> String {
        let notes: [String] = diagnostic.notes.map { note in
            members([
                ("message", quoted(note.message)), ("file", quoted(path(note.location.fileID))),
                ("line", String(note.location.line)),
            ])
        }
        return members([
            ("code", quoted(diagnostic.code.description)), ("severity", quoted(diagnostic.severity.rawValue)),
            ("message", quoted(diagnostic.message)), ("file", quoted(path(diagnostic.location.fileID))),
            ("line", String(diagnostic.location.line)), ("section", quoted(diagnostic.section)),
            ("suggestion", diagnostic.suggestion.map(quoted) ?? "null"),
            ("notes", "[" + notes.joined(separator: ", ") + "]"),
        ])
    }

    private func members(_ pairs: [(key: String, value: String)]) -> String {
        "{" + pairs.map { "\(quoted($0.key)): \($0.value)" }.joined(separator: ", ") + "}"
    }

    private func quoted(_ text: String) -> String {
        var result: String = "\""
        for scalar: Unicode.Scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

// SPDX-License-Identifier: GPL-2.0-only

/// Prints diagnostics for people, as compilers do.
///
///     Spec/Hypervisors/Guard.swift:31:9: error: HV004: RIP is advanced on an exit for "Triple fault", …
///      31 |         Advance()
///         |         ^~~~~~~~~
///         section: SDM volume 3, "Information for VM Exits Due to Instruction Execution"
///         help: use Resume() …
///     Spec/Architecture/Exits/EventExits.swift:25:5: note: the exit reason is declared here
///      25 |     public let tripleFault: Exit<NoQualification, NoInformation> = .declare(
///         |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
///
/// Lines of source are shown where they are at hand, and so are columns: a location has none, and a statement
/// begins where its line does.
public struct DiagnosticRenderer {
    private let path: (_ fileID: String) -> String
    private let line: (SourceLocation) -> String?
    private let style: TextStyle

    /// - Parameters:
    ///   - path: the path to show for a `#fileID`; the identifier itself when it is left out.
    ///   - line: the text of the line at a location; nil where the file is not at hand, or has no such line.
    ///   - isColoured: whether to print the escape sequences that terminals know.
    public init(
        path: @escaping (_ fileID: String) -> String = { $0 },
        line: @escaping (SourceLocation) -> String? = { _ in nil },
        isColoured: Bool = false
    ) {
        self.path = path
        self.line = line
        style = TextStyle(isColoured: isColoured)
    }

    /// All of them in the order of a report, each with its section, help and notes, and a last line that counts.
    public func text(_ diagnostics: [Diagnostic]) -> String {
        let sorted: [Diagnostic] = diagnostics.sorted()
        guard !sorted.isEmpty else { return "" }
        return sorted.map(text).joined() + summary(sorted) + "\n"
    }

    /// One diagnostic in some lines, each with its line feed.
    public func text(_ diagnostic: Diagnostic) -> String {
        let severity: String =
            diagnostic.severity == .error ? style.error("error:") : style.warning("warning:")
        var lines: [String] = excerpt(
            at: diagnostic.location, "\(severity) \(style.strong("\(diagnostic.code): \(diagnostic.message)"))")
        lines.append("    section: \(diagnostic.section)")
        if let suggestion = diagnostic.suggestion { lines.append("    help: \(suggestion)") }
        for note: Diagnostic.Note in diagnostic.notes {
            lines += excerpt(at: note.location, "\(style.note("note:")) \(note.message)")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// A message with its place, and the line there with a mark under its code.
    private func excerpt(at location: SourceLocation, _ message: String) -> [String] {
        let place: String = "\(path(location.fileID)):\(location.line)"
        guard let source = line(location).map(SourceLine.init), let column = source.column else {
            return ["\(style.strong("\(place):")) \(message)"]
        }
        let number = String(location.line)
        let margin = String(repeating: " ", count: number.count)
        return [
            "\(style.strong("\(place):\(column):")) \(message)",
            " \(style.note("\(number) |")) \(source.text)",
            " \(style.note("\(margin) |")) \(style.mark(source.mark))",
        ]
    }

    private func summary(_ diagnostics: [Diagnostic]) -> String {
        let errors: Int = diagnostics.count { $0.severity == .error }
        let warnings: Int = diagnostics.count - errors
        return [counted(errors, "error"), counted(warnings, "warning")].compactMap { $0 }.joined(separator: ", ")
    }

    private func counted(_ number: Int, _ noun: String) -> String? {
        number == 0 ? nil : "\(number) \(noun)\(number == 1 ? "" : "s")"
    }
}

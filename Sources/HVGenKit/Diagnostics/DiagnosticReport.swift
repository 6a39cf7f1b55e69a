// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import VMXModel

/// What `hvgen --format json` and `hvgen check --format json` print: one document, whatever happens.
///
/// `Sources/HVGenKit/README.md` describes it. A change here is a change there, and of ``schemaVersion``.
struct DiagnosticReport: Encodable {
    static let schemaVersion: Int = 1

    /// What went on and how it ended.
    struct Outcome {
        var diagnostics: [Diagnostic] = []
        var changes: [OutputDirectory.Difference.Change] = []
        /// Why a file could not be read or written.
        var failure: String?
        var exitCode: Int32 = 0
    }

    struct Place: Encodable {
        let file: String
        /// Absolute; left out when the file is not on this machine.
        let path: String?
        let line: Int
        /// Left out when the line is not at hand.
        let column: Int?
    }

    struct Note: Encodable {
        let message: String
        let location: Place
    }

    struct Item: Encodable {
        let code: String
        let severity: String
        let title: String?
        let message: String
        let section: String
        let suggestion: String?
        let location: Place
        let notes: [Note]
    }

    struct Change: Encodable {
        let path: String
        let change: String
    }

    let schema: Int
    let tool: String
    let command: String
    let exitCode: Int32
    let errors: Int
    let warnings: Int
    let failure: String?
    let diagnostics: [Item]
    let changes: [Change]

    init(command: String, _ outcome: Outcome, output: String, files: SourceFiles) {
        schema = Self.schemaVersion
        tool = "hvgen"
        self.command = command
        exitCode = outcome.exitCode
        failure = outcome.failure
        errors = outcome.diagnostics.count { $0.severity == .error }
        warnings = outcome.diagnostics.count { $0.severity == .warning }
        diagnostics = outcome.diagnostics.sorted().map { Self.item($0, files) }
        changes = outcome.changes.map { Change(path: "\(output)/\($0.path)", change: $0.verb) }
    }

    private static func item(_ diagnostic: Diagnostic, _ files: SourceFiles) -> Item {
        Item(
            code: diagnostic.code.description, severity: diagnostic.severity.rawValue,
            title: RuleBook.page(for: diagnostic.code)?.title, message: diagnostic.message,
            section: diagnostic.section, suggestion: diagnostic.suggestion, location: place(diagnostic.location, files),
            notes: diagnostic.notes.map { Note(message: $0.message, location: place($0.location, files)) })
    }

    private static func place(_ location: SourceLocation, _ files: SourceFiles) -> Place {
        let file: SourceFiles.File = files.file(location.fileID)
        return Place(
            file: file.path, path: file.url?.standardizedFileURL.path, line: location.line,
            column: files.line(at: location).flatMap { SourceLine($0).column })
    }
}

extension OutputDirectory.Difference.Change {
    /// What generation does to the file.
    var verb: String { new == nil ? "deleted" : old == nil ? "created" : "changed" }
}

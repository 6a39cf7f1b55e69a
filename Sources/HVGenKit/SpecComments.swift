// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import Reports
import VMXModel

/// What the authors of a spec have written above its statements.
final class SpecComments {
    /// The file that a `#fileID` names.
    private let file: (String) -> URL
    /// Without the blanks around them.
    private var lines: [String: [String]] = [:]

    init(_ file: @escaping (String) -> URL) { self.file = file }

    /// Empty where no source is at hand.
    func notes(at place: SourceLocation) -> SpecNotes {
        let lines: [String] = lines(of: place.fileID)
        var above: Int = place.line - 2
        let comment: String = Self.comment(above: &above, lines) { $0.hasPrefix("// ") }
        // The documentation of what the place is in.
        var documented: Int = min(place.line - 2, lines.count - 1)
        while documented >= 0, !lines[documented].hasPrefix("///") { documented -= 1 }
        let documentation: String = Self.comment(above: &documented, lines) { $0.hasPrefix("///") }
        return SpecNotes(comment: comment.isEmpty ? nil : comment, section: Self.section(documentation))
    }

    /// What stands above a declaration, and the section that the documentation of its type names.
    func declarationNotes(at place: SourceLocation) -> SpecNotes {
        let lines: [String] = lines(of: place.fileID)
        var above: Int = place.line - 2
        let comment: String = Self.comment(above: &above, lines, belongs: Self.isComment).filter { $0 != "`" }
        while lines.indices.contains(above), !Self.declaresType(lines[above]) { above -= 1 }
        above -= 1
        let documentation: String = Self.comment(above: &above, lines, belongs: Self.isComment)
        return SpecNotes(comment: comment.isEmpty ? nil : comment, section: Self.section(documentation))
    }

    private static func isComment(_ line: String) -> Bool { line.hasPrefix("//") && !line.hasPrefix("// SPDX") }

    private static func declaresType(_ line: String) -> Bool {
        line.hasPrefix("public struct ") || line.hasPrefix("public enum ")
            || line.hasPrefix("public let ") && line.hasSuffix("[")
    }

    /// The last sentences of a documentation, from "SDM volume" on.
    private static func section(_ documentation: String) -> String? {
        documentation.range(of: "SDM volume").map { String(documentation[$0.lowerBound...]) }
    }

    /// The comment lines that end at a line, as one text; `line` becomes the one before them.
    private static func comment(
        above line: inout Int, _ lines: [String], belongs: (String) -> Bool
    ) -> String {
        var found: [String] = []
        while lines.indices.contains(line), belongs(lines[line]) {
            found.append(lines[line].drop { $0 == "/" }.trimmingCharacters(in: .whitespaces))
            line -= 1
        }
        return found.reversed().filter { !$0.isEmpty }.joined(separator: " ")
    }

    private func lines(of fileID: String) -> [String] {
        if let known = lines[fileID] { return known }
        let text: String = (try? String(contentsOf: file(fileID), encoding: .utf8)) ?? ""
        let split: [String] = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.trimmingCharacters(in: .whitespaces)
        }
        lines[fileID] = split
        return split
    }
}

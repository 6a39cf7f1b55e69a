// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import Reports
import VMXModel

/// What the authors of a spec have written above its statements.
final class SpecComments {
    /// The file that a `#fileID` names.
    private let file: (String) -> URL
    private var lines: [String: [String]] = [:]

    init(_ file: @escaping (String) -> URL) { self.file = file }

    /// Empty where no source is at hand.
    func notes(at place: SourceLocation) -> SpecNotes {
        let lines: [String] = lines(of: place.fileID)
        return SpecNotes(comment: comment(at: place, lines), section: section(at: place, lines))
    }

    /// What stands above a declaration, and the section that the documentation of its type names.
    func declarationNotes(at place: SourceLocation) -> SpecNotes {
        let lines: [String] = lines(of: place.fileID).map { $0.trimmingCharacters(in: .whitespaces) }
        var above: Int = place.line - 2
        let comment: String = Self.comment(above: &above, lines).filter { $0 != "`" }
        while lines.indices.contains(above), !Self.declaresType(lines[above]) { above -= 1 }
        above -= 1
        let documentation: String = lines.indices.contains(above) ? Self.comment(above: &above, lines) : ""
        return SpecNotes(
            comment: comment.isEmpty ? nil : comment,
            section: documentation.range(of: "SDM volume").map { String(documentation[$0.lowerBound...]) })
    }

    private static func declaresType(_ line: String) -> Bool {
        line.hasPrefix("public struct ") || line.hasPrefix("public enum ")
            || line.hasPrefix("public let ") && line.hasSuffix("[")
    }

    /// The comment lines that end at a line, as one text; `line` becomes the one before them.
    private static func comment(above line: inout Int, _ lines: [String]) -> String {
        var found: [String] = []
        while lines.indices.contains(line), lines[line].hasPrefix("//"), !lines[line].hasPrefix("// SPDX") {
            let text: String = lines[line].drop { $0 == "/" }.trimmingCharacters(in: .whitespaces)
            if !text.isEmpty { found.insert(text, at: 0) }
            line -= 1
        }
        return found.joined(separator: " ")
    }

    /// The last sentences, from "SDM" on, of the documentation of what the place is in.
    private func section(at place: SourceLocation, _ lines: [String]) -> String? {
        var documentation: [String] = []
        for line: String in lines.prefix(max(0, place.line - 1)).reversed() {
            let text: String = line.trimmingCharacters(in: .whitespaces)
            if text.hasPrefix("///") {
                documentation.insert(text.dropFirst(3).trimmingCharacters(in: .whitespaces), at: 0)
            } else if !documentation.isEmpty {
                break
            }
        }
        let text: String = documentation.joined(separator: " ")
        return text.range(of: "SDM volume").map { String(text[$0.lowerBound...]) }
    }

    /// The `//` lines directly above a place, as one text.
    private func comment(at place: SourceLocation, _ lines: [String]) -> String? {
        var above = place.line - 2
        var found: [String] = []
        while lines.indices.contains(above) {
            let line: String = lines[above].trimmingCharacters(in: .whitespaces)
            guard line.hasPrefix("// ") else { break }
            found.insert(String(line.dropFirst(3)), at: 0)
            above -= 1
        }
        return found.isEmpty ? nil : found.joined(separator: " ")
    }

    private func lines(of fileID: String) -> [String] {
        if let known = lines[fileID] { return known }
        let text: String = (try? String(contentsOf: file(fileID), encoding: .utf8)) ?? ""
        let split: [String] = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines[fileID] = split
        return split
    }
}

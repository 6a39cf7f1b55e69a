// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import VMXModel

/// A file of `Spec/Rules`: one type with two parts, each below a mark.
///
///     private enum HV012 {
///         // MARK: wrong
///         …
///         // MARK: right
///         …
///     }
struct RuleExampleFile {
    let text: RuleText

    /// Why a file is no example.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private static let wrongMark: String = "    // MARK: wrong"
    private static let rightMark: String = "    // MARK: right"
    /// The end of the type.
    private static let end: String = "}"

    init(code: Diagnostic.Code, source: String, path: String) throws(Failure) {
        let lines: [String] = source.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let wrong = lines.firstIndex(of: Self.wrongMark), let right = lines.firstIndex(of: Self.rightMark),
            wrong < right, let end = lines[right...].firstIndex(of: Self.end)
        else {
            throw Failure(
                description: "\(path) has no lines \"\(Self.wrongMark)\" and \"\(Self.rightMark)\", in this order and "
                    + "in a type that ends with \"\(Self.end)\": see Spec/Rules/README.md")
        }
        text = RuleText(
            code.number, wrong: Self.part(lines[(wrong + 1)..<right]), right: Self.part(lines[(right + 1)..<end]))
    }

    /// Without the indentation of the type and blank lines at both ends.
    private static func part(_ lines: ArraySlice<String>) -> String {
        let isBlank: (String) -> Bool = { $0.allSatisfy { $0 == " " } }
        let kept: ArraySlice<String> = lines.drop(while: isBlank)
        return kept.reversed().drop(while: isBlank).reversed()
            .map { isBlank($0) ? "" : $0.hasPrefix("    ") ? String($0.dropFirst(4)) : $0 }
            .joined(separator: "\n")
    }
}

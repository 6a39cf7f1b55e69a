// SPDX-License-Identifier: GPL-2.0-only

/// A line of a source file, as a report shows it.
public struct SourceLine {
    /// Longer lines are cut: they would wrap, and the mark below them with it.
    private static let mostCharacters: Int = 160

    /// What can be printed: a terminal obeys control characters, so they are replaced.
    public let text: String
    /// Of the first character that is no blank, from 1; nil in an empty line. Columns count bytes of UTF-8, as
    /// compilers and editors do.
    public let column: Int?
    /// As long as the text: a caret under the first character of the code, tildes under the rest of it.
    public let mark: String

    public init(_ line: String) {
        let printable: [Character] = line.map { $0.isControl ? "\u{fffd}" : $0 }
        var shown: [Character] = printable
        if shown.count > Self.mostCharacters { shown = Array(shown.prefix(Self.mostCharacters - 1)) + ["…"] }
        while let last = shown.last, last == " " || last == "\t" { shown.removeLast() }
        text = String(shown)
        guard let start = shown.firstIndex(where: { $0 != " " && $0 != "\t" }) else {
            column = nil
            mark = ""
            return
        }
        column = start + 1
        // Blanks in front are all of one byte; a tab stays a tab, so that the mark stands where the text does.
        mark =
            String(shown[..<start]) + "^"
            + String(repeating: "~", count: max(0, Self.endOfCode(shown) - start - 1))
    }

    /// Where a comment at the end begins, or the line ends; blanks in front of it do not count.
    private static func endOfCode(_ line: [Character]) -> Int {
        var end: Int = line.count
        var isInText = false
        for index: Int in line.indices {
            if line[index] == "\"" && (index == 0 || line[index - 1] != "\\") { isInText.toggle() }
            if !isInText, index > 0, line[index] == "/", line[index - 1] == "/" {
                end = index - 1
                break
            }
        }
        // A line that is a comment as a whole is marked as a whole.
        if line[..<end].allSatisfy({ $0 == " " || $0 == "\t" }) { return line.count }
        while end > 0, line[end - 1] == " " || line[end - 1] == "\t" { end -= 1 }
        return end
    }
}

extension Character {
    fileprivate var isControl: Bool {
        self != "\t" && unicodeScalars.contains { $0.value < 0x20 || (0x7f..<0xa0).contains($0.value) }
    }
}

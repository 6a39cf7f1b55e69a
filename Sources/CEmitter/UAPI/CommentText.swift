// SPDX-License-Identifier: GPL-2.0-only

/// Lays out the text of C comments.
enum CommentText {
    /// Where a line of C ends at the latest, in columns.
    static let columns: Int = 80

    /// Lines of at most `width` characters, broken at blanks; a longer word has a line of its own.
    static func wrap(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line: String = ""
        for word in text.split(separator: " ") {
            if line.isEmpty {
                line = String(word)
            } else if line.count + 1 + word.count <= width {
                line += " " + word
            } else {
                lines.append(line)
                line = String(word)
            }
        }
        if !line.isEmpty { lines.append(line) }
        return lines
    }

    /// A block comment of paragraphs, below lines that stay as they are.
    static func block(head: [String] = [], _ paragraphs: [String]) -> [String] {
        var lines: [String] = ["/*"] + head.map { " * " + $0 }
        for paragraph in paragraphs {
            if lines.count > 1 { lines.append(" *") }
            lines += wrap(paragraph, width: columns - 3).map { " * " + $0 }
        }
        return lines + [" */"]
    }

    /// A kernel-doc comment: a head such as `struct hv_x`, its summary, what each
    /// member is, and paragraphs below.
    static func kernelDoc(
        _ head: String, _ summary: String, members: [(name: String, text: String)], paragraphs: [String]
    ) -> [String] {
        var lines: [String] = ["/**"]
        lines += wrap("\(head) - \(summary)", width: columns - 3).map { " * " + $0 }
        for member in members {
            let words = wrap("@\(member.name): \(member.text)", width: columns - 5)
            for (index, line) in words.enumerated() { lines.append((index == 0 ? " * " : " *   ") + line) }
        }
        for paragraph in paragraphs {
            lines.append(" *")
            lines += wrap(paragraph, width: columns - 3).map { " * " + $0 }
        }
        return lines + [" */"]
    }

    /// The paragraphs of a text, which blank lines separate.
    static func paragraphs(_ text: String) -> [String] {
        var paragraphs: [String] = [""]
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty {
                paragraphs.append("")
            } else {
                paragraphs[paragraphs.count - 1] += (paragraphs[paragraphs.count - 1].isEmpty ? "" : " ") + line
            }
        }
        return paragraphs.filter { !$0.isEmpty }
    }

    /// `left`, tabs up to a column, and `right`; one blank where `left` reaches beyond the column.
    static func aligned(_ left: String, _ right: String, column: Int) -> String {
        let used = left.reduce(0) { $1 == "\t" ? ($0 / 8 + 1) * 8 : $0 + 1 }
        guard used < column else { return left + " " + right }
        return left + String(repeating: "\t", count: (column - used + 7) / 8) + right
    }
}

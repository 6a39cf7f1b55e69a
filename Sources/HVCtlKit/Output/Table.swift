// SPDX-License-Identifier: GPL-2.0-only

/// Columns of text, as wide as they have to be.
struct Table {
    let header: [String]
    /// Columns whose text stands to the right: numbers.
    let numeric: Set<Int>
    var rows: [[String]] = []

    init(_ header: [String], numeric: Set<Int> = []) {
        self.header = header
        self.numeric = numeric
    }

    /// The lines, header first; no blanks at their ends.
    var lines: [String] {
        let all = [header] + rows
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            var line: String = ""
            for (column, text) in row.enumerated() {
                let fill = String(repeating: " ", count: widths[column] - text.count)
                let isLast = column == row.count - 1
                line += numeric.contains(column) ? fill + text : text + (isLast ? "" : fill)
                if !isLast { line += "  " }
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}

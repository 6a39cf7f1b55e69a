// SPDX-License-Identifier: GPL-2.0-only

/// Rows of equal length as lines with columns: text to the left, figures to the right.
enum TextTable {
    static func lines(_ rows: [[String]], leftColumns: Int) -> [String] {
        guard let first = rows.first else { return [] }
        let widths: [Int] = first.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells: [String] = row.enumerated().map { column, cell in
                let space = String(repeating: " ", count: widths[column] - cell.count)
                return column < leftColumns ? cell + space : space + cell
            }
            return cells.joined(separator: "  ")
        }
    }
}

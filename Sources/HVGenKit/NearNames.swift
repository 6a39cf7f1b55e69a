// SPDX-License-Identifier: GPL-2.0-only

/// Names like one that does not exist.
struct NearNames {
    /// The nearest first.
    let names: [String]
    private let all: [String]

    init(of wrong: String, among all: [String]) {
        self.all = all
        let wrong: String = wrong.lowercased()
        let most: Int = max(2, wrong.count / 3)
        names = all.map { (name: $0, distance: Self.distance(wrong, $0.lowercased())) }
            .filter { $0.distance <= most || !wrong.isEmpty && $0.name.lowercased().hasPrefix(wrong) }
            .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
            .map(\.name)
    }

    /// For the end of a message.
    var suggestion: String {
        names.isEmpty
            ? "there are \(all.joined(separator: ", "))" : "did you mean \(names.joined(separator: " or "))?"
    }

    /// Letters to insert, remove or replace.
    private static func distance(_ one: String, _ other: String) -> Int {
        let letters: [Character] = Array(other)
        var row: [Int] = Array(0...letters.count)
        for (index, letter) in one.enumerated() {
            var diagonal: Int = row[0]
            row[0] = index + 1
            for column: Int in letters.indices {
                let replaced: Int = diagonal + (letter == letters[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[letters.count]
    }
}

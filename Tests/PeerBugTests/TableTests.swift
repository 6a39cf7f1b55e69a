// SPDX-License-Identifier: GPL-2.0-only

import Testing

/// The table of the README has a row for each test of a bug, and the other way round.
@Suite struct TableTests {
    @Test func hasEveryBugOnce() throws {
        let folder = "Tests/PeerBugTests"
        var tests: [String] = []
        for path: String in try Repository.files(folder, endings: ["Bugs.swift"]) {
            let text: String = try Repository.text(path)
            tests += text.matches(of: /@Test\(\s*"([^"]+)"/).map { String($0.output.1) }
        }
        let rows: [String] = try Repository.text("\(folder)/README.md").split(separator: "\n")
            .filter { $0.hasPrefix("| ") && !$0.hasPrefix("| ---") && !$0.hasPrefix("| bug |") }
            .map { $0.dropFirst(2).split(separator: " | ")[0] }.map(String.init)
        #expect(rows.sorted() == tests.sorted())
        #expect(tests.count == 25)
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import Foundation

/// Files of this repository, and what was built of it.
enum Repository {
    static let root: URL = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The folder of the test bundle.
    static let products: URL =
        Bundle.allBundles.lazy
        .map { $0.bundleURL.deletingLastPathComponent() }
        .first { FileManager.default.fileExists(atPath: $0.appendingPathComponent("Modules").path) }
        ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// The files of a folder and below it with one of the endings, by path below the repository.
    static func files(_ folder: String, endings: [String]) throws -> [String] {
        let walker = FileManager.default.enumerator(atPath: root.appendingPathComponent(folder).path)
        return (walker?.compactMap { $0 as? String } ?? [])
            .filter { path in endings.contains { path.hasSuffix($0) } }
            .map { "\(folder)/\($0)" }.sorted()
    }

    /// Whether a scenario of the lab exists and is among those that `make test` runs.
    static func labRuns(_ scenario: String) throws -> Bool {
        let runs: String = try text("Tests/Lab/run-all")
        let exists: Bool = FileManager.default.fileExists(
            atPath: root.appendingPathComponent("Tests/Lab/scenarios/\(scenario).sh").path)
        return exists && runs.contains("\t\"\(scenario) \(scenario)\"\n")
    }

    /// C without its comments, and blanks as single spaces.
    static func code(_ path: String) throws -> String {
        try text(path)
            .replacingOccurrences(of: #"(?s)/\*.*?\*/"#, with: " ", options: .regularExpression)
            .replacingOccurrences(of: #"//[^\n]*"#, with: " ", options: .regularExpression)
            .replacingOccurrences(of: #"\s+"#, with: " ", options: .regularExpression)
    }
}

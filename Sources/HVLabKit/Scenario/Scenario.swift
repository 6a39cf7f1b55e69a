// SPDX-License-Identifier: GPL-2.0-only

import SystemPackage

/// A script that is run in the guest and reports in KTAP.
public struct Scenario: Sendable {
    /// The file's name without `.sh`.
    public let name: String
    public let file: FilePath
    public let metadata: ScenarioMetadata

    init(file: FilePath) throws {
        self.file = file
        name = file.stem ?? file.string
        metadata = try ScenarioMetadata(parsing: try Files.readText(file), file: file.string)
    }

    /// Whether it tests the lab: it ends badly on purpose.
    public var isSelfTest: Bool { metadata.expectation != .passed && metadata.expectation != .left }

    /// All scenarios of a checkout, by name.
    public static func all(in repository: Repository) throws -> [Scenario] {
        try Files.entries(of: repository.scenarios)
            .filter { $0.hasSuffix(".sh") }
            .map { try Scenario(file: repository.scenarios.appending($0)) }
    }

    /// The scenario of a name.
    public static func named(_ name: String, in repository: Repository) throws -> Scenario {
        let file = repository.scenarios.appending("\(name).sh")
        guard Files.exists(file) else {
            let known = Files.entries(of: repository.scenarios)
                .filter { $0.hasSuffix(".sh") }.map { $0.dropLast(3) }
            throw LabError(
                "there is no scenario \(name) (no \(file))",
                remedy: "There are: \(known.joined(separator: ", "))")
        }
        return try Scenario(file: file)
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Testing
import VMXModel

@testable import Verifier

/// The descriptions of one fixture file, and the diagnostics that its comments expect.
///
/// The file is read when the test runs: a line that causes a diagnostic says so with a comment
/// `// expect: HV004` (several codes are separated by commas), and each diagnostic must have such a
/// line. So description and expectation are in one place. What is `right` in the same file yields nothing.
struct FixtureFile: Sendable, CustomTestStringConvertible {
    typealias Descriptions = @Sendable () -> [HypervisorDescription]

    /// The rule that the file is about.
    let rule: any Rule.Type
    let wrong: [Descriptions]
    let right: [Descriptions]
    let architecture: @Sendable () -> ArchitectureDescription
    /// The architecture of what is right; the same where the fixture is not about the database.
    let rightArchitecture: @Sendable () -> ArchitectureDescription
    let fileID: String
    let path: String

    init(
        _ rule: any Rule.Type,
        architecture: @escaping @Sendable () -> ArchitectureDescription = { Architecture.architecture },
        rightArchitecture: (@Sendable () -> ArchitectureDescription)? = nil,
        wrong: [Descriptions], right: [Descriptions], fileID: StaticString = #fileID, path: StaticString = #filePath
    ) {
        self.rule = rule
        self.architecture = architecture
        self.rightArchitecture = rightArchitecture ?? architecture
        self.wrong = wrong
        self.right = right
        self.fileID = fileID.description
        self.path = path.description
    }

    var testDescription: String { fileID }

    /// What the verifier finds in the wrong descriptions, each set checked by itself.
    func diagnostics(by rules: [any Rule.Type] = Rules.all) -> [Diagnostic] {
        Set(wrong.flatMap { Rules.check($0(), architecture(), rules: rules) }).sorted()
    }

    /// The same as `file:line: code`; what is found twice in a line stands there twice.
    func found(by rules: [any Rule.Type] = Rules.all) -> [String] {
        diagnostics(by: rules).map { Self.mark($0.location, $0.code) }.sorted()
    }

    /// What the comments of the file say, in the same form.
    func expected() throws -> [String] {
        let text: String = try SourceText.read(path)
        var marks: [String] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard let comment = line.range(of: "// expect: ") else { continue }
            for code: Substring in line[comment.upperBound...].split(separator: ",") {
                marks.append(
                    "\(VMXModel.SourceLocation(fileID: fileID, line: index + 1)): \(code.drop { $0 == " " })")
            }
        }
        return marks.sorted()
    }

    static func mark(_ location: VMXModel.SourceLocation, _ code: Diagnostic.Code) -> String { "\(location): \(code)" }
}

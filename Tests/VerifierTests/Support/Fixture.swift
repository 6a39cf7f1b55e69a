// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Testing
import VMXModel

@testable import Verifier

/// A description with the diagnostics that its own source file expects of it.
///
/// The file is read when the test runs: a line that causes a diagnostic says so with a comment
/// `// expect: HV004` (several codes are separated by commas), and every diagnostic of the
/// verifier must have such a line. So a fixture is the description and the expectation in one place.
struct Fixture: Sendable, CustomTestStringConvertible {
    let name: String
    let hypervisors: @Sendable () -> [HypervisorDescription]
    let architecture: @Sendable () -> ArchitectureDescription
    let fileID: String
    let path: String

    init(
        _ name: String, architecture: @escaping @Sendable () -> ArchitectureDescription = { Architecture.architecture },
        fileID: StaticString = #fileID, path: StaticString = #filePath,
        _ hypervisors: @escaping @Sendable () -> [HypervisorDescription]
    ) {
        self.name = name
        self.hypervisors = hypervisors
        self.architecture = architecture
        self.fileID = fileID.description
        self.path = path.description
    }

    var testDescription: String { name }

    /// What the verifier finds, as `file:line: code`, sorted.
    func found(by rules: [any Rule.Type] = Rules.all) -> [String] {
        Rules.check(hypervisors(), architecture(), rules: rules)
            .map { "\($0.location): \($0.code)" }.sorted()
    }

    /// What the comments of the file say, in the same form.
    func expected() throws -> [String] {
        let text: String = try SourceText.read(path)
        var found: [String] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard let mark = line.range(of: "// expect: ") else { continue }
            for code in line[mark.upperBound...].split(separator: ",") {
                found.append("\(fileID):\(index + 1): \(code.trimmingPrefix(" "))")
            }
        }
        return found.sorted()
    }

    /// The whole report, for a failure's message.
    func report() -> String {
        DiagnosticRenderer().text(Rules.check(hypervisors(), architecture()))
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Foundation
import Testing
import VMXModel

@testable import Verifier

/// Expects that a hypervisor, written as the author of the bug wrote it, is refused: with the code and nothing else,
/// and on the lines that say so with a comment `// HV043`.
func expectRefused(
    _ hypervisor: HypervisorDescription, _ code: String, architecture: ArchitectureDescription = architecture,
    path: String = #filePath, location: Testing.SourceLocation = #_sourceLocation
) throws {
    let found: [Diagnostic] = Verifier(architecture: architecture).check([hypervisor])
    let report: String = DiagnosticRenderer().text(found)
    #expect(Set(found.map(\.code.description)) == [code], "\(report)", sourceLocation: location)
    let lines: [Substring] = try String(contentsOfFile: path, encoding: .utf8)
        .split(separator: "\n", omittingEmptySubsequences: false)
    for diagnostic: Diagnostic in found {
        let line: Substring = lines[diagnostic.location.line - 1]
        #expect(line.hasSuffix("// \(code)"), "\(report)", sourceLocation: location)
    }
}

/// Expects that the same hypervisor with the bug mended passes.
func expectPasses(_ hypervisor: HypervisorDescription, location: Testing.SourceLocation = #_sourceLocation) {
    let report: String = DiagnosticRenderer().text(Verifier(architecture: architecture).check([hypervisor]))
    #expect(report.isEmpty, "\(report)", sourceLocation: location)
}

// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Foundation
import HandlerDSL
import HypervisorLibrary
import Testing
import VMXModel
import Verifier

@testable import HVGenKit

@Suite struct GeneratorTests {
    private static let broken: HypervisorDescription = Hypervisor("broken", mode: .runningSystem, "has no CPUID") {
        quietRunningSystem()
    }

    @Test func aBrokenDescriptionMakesNoFile() throws {
        let specification = Specification(architecture: architecture, hypervisors: [Self.broken])
        let generator = Generator(specification: specification, package: URL(fileURLWithPath: "/nonexistent"))
        var codes: [String] = []
        do {
            _ = try generator.files()
            Issue.record("files were made of a description without a CPUID handler")
        } catch let error as VerificationFailure {
            codes = error.diagnostics.map(\.code.description)
        }
        #expect(codes == ["HV001"])
    }
}

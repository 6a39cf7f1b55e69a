// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Hypervisors
import Testing
import VMXModel

@testable import Verifier

/// What this repository builds passes its own rules.
@Suite struct RepositoryTests {
    @Test(arguments: hypervisors.map(\.name))
    func passes(_ name: String) {
        let chosen: [HypervisorDescription] = hypervisors.filter { $0.name == name }
        let report: String = DiagnosticRenderer().text(Rules.check(chosen, architecture))
        #expect(report.isEmpty, "\(report)")
    }

    @Test func passTogether() {
        let report: String = DiagnosticRenderer().text(Rules.check(hypervisors, architecture))
        #expect(report.isEmpty, "\(report)")
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Hypervisors
import Interpreter
import Testing
import VMXModel

@testable import Verifier

/// HV027 says nothing of the hypervisors here, and not since it looks at nothing.
@Suite struct InitialVMCSTests {
    @Test(arguments: hypervisors.map(\.name))
    func theHypervisorsHerePass(name: String) throws {
        let hypervisor: HypervisorDescription = try #require(hypervisors.first { $0.name == name })
        let context = RuleContext(architecture: architecture, hypervisor: hypervisor)
        let verdicts: [(check: EntryCheck, verdicts: Set<EntryVerdict>)] = InitialVMCS.verdicts(context)
        let holding: [String] = verdicts.filter { $0.verdicts == [.holds] }.map(\.check.code)
        let broken: [String] = verdicts.filter { $0.verdicts.contains(.broken) }.map(\.check.code)
        #expect(broken.isEmpty)
        print("\(name): of \(verdicts.count) checks of VM entry on what the set-up knows, \(holding.count) hold for sure")
        // Among them what a set-up gets wrong easily: link pointer, activity state, event injection, CR3 targets.
        #expect(holding.count >= 40)
    }
}

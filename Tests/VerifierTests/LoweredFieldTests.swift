// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Hypervisors
import Testing
import VMXModel

@testable import Verifier

/// What the rules have let pass is still right when field reads have become statements:
/// lowering may move a read, but not before the test that makes the field exist.
@Suite struct LoweredFieldTests {
    @Test(arguments: hypervisors.map(\.name))
    func ofTheRepository(_ name: String) {
        let chosen: [HypervisorDescription] = hypervisors.filter { $0.name == name }
        #expect(chosen.flatMap(missing).isEmpty)
    }

    @Test(arguments: Fixtures.all)
    func ofFixtures(_ file: FixtureFile) {
        #expect(file.right.flatMap { $0() }.flatMap(missing).isEmpty)
    }

    /// Fields that a lowered handler reads or writes where they may not exist.
    private func missing(_ hypervisor: HypervisorDescription) -> [String] {
        let context = RuleContext(architecture: architecture, hypervisor: hypervisor)
        let lowering = Lowering(architecture: architecture)
        var found: [String] = []
        for handler: Handler in hypervisor.handlers {
            let body: [Statement] = lowering.body(of: handler)
            let walker = PathWalker { statement, state in
                for field: VMCSField in statement.fieldsUsed where !state.implies(field.existsWhen) {
                    found.append("\(statement.location): \(field.symbol)")
                }
            }
            let start: PathState = context.start(of: CodeUnit(.handler(handler)))
            _ = walker.walk(body, start)
        }
        return found
    }
}

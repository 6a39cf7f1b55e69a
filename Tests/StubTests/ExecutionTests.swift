// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Testing
import VMXModel

/// Stubs of the observer on random states, against the interpreter.
@Suite struct ExecutionTests {
    @Test(arguments: ["gcc", "clang-14"])
    func cpuid(compiler: String) throws {
        let bench = try StubBench(Models.observer(stubs: [exits.cpuid.declaration]), compiler: compiler)
        let tally: StubBench.Tally = try bench.compare(states: 10_000, seed: 1)
        #expect(tally.slow == 0)
        #expect(tally.resumed == 10_000)
        #expect(bench.untakenArms.isEmpty, "\(bench.untakenArms)")
        try bench.compareOthers(seed: 2)
    }

    @Test func severalStubs() throws {
        let reasons: [ExitReason] = [exits.cpuid.declaration, exits.vmcall.declaration, exits.rdmsr.declaration]
        let bench = try StubBench(Models.observer(stubs: reasons))
        let tally: StubBench.Tally = try bench.compare(states: 10_000, seed: 3)
        // VMCALL leaves to stop the hypervisor, RDMSR to inject before it has read an MSR.
        #expect(tally.slow > 0)
        #expect(tally.resumed > 20_000)
        #expect(bench.untakenArms.isEmpty, "\(bench.untakenArms)")
        try bench.compareOthers(seed: 4)
    }
}

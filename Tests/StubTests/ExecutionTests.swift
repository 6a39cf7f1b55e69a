// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Testing
import VMXModel

/// Stubs of the observer on random states, against the interpreter.
@Suite struct ExecutionTests {
    @Test(arguments: [("gcc", 10_000), ("clang-14", 1_000)])
    func cpuid(compiler: String, states: Int) throws {
        let bench = try StubBench(Models.observer(stubs: [exits.cpuid.declaration]), compiler: compiler)
        let tally: StubBench.Tally = try bench.compare(states: states, seed: 1)
        #expect(tally.slow == 0)
        #expect(tally.resumed == states)
        #expect(bench.untakenArms.isEmpty, "\(bench.untakenArms)")
        try bench.compareOthers(seed: 2)
    }

    /// Every stub of every hypervisor, as it is printed.
    @Test(arguments: Models.withEntries)
    func everyStub(of hypervisor: String) throws {
        let bench = try StubBench(Models.whole(hypervisor))
        let tally: StubBench.Tally = try bench.compare(states: 500, seed: 7)
        #expect(tally.resumed > tally.slow)
        try bench.compareOthers(seed: 8)
    }

    @Test func cpuidWithOtherLowering() throws {
        let bench = try StubBench(Models.cpuidBeforeAdvancing())
        let tally: StubBench.Tally = try bench.compare(states: 1_000, seed: 5)
        #expect(tally.resumed == 1_000)
        #expect(bench.untakenArms.isEmpty, "\(bench.untakenArms)")
        try bench.compareOthers(seed: 6)
    }

    @Test func severalStubs() throws {
        let reasons: [ExitReason] = [exits.cpuid.declaration, exits.vmcall.declaration, exits.rdmsr.declaration]
        let bench = try StubBench(Models.observer(stubs: reasons))
        let tally: StubBench.Tally = try bench.compare(states: 2_000, seed: 3)
        // VMCALL leaves to stop the hypervisor, RDMSR to inject before it has read an MSR.
        #expect(tally.slow > 0)
        #expect(tally.resumed > 4_000)
        #expect(bench.untakenArms.isEmpty, "\(bench.untakenArms)")
        try bench.compareOthers(seed: 4)
    }
}

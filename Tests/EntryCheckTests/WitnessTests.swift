// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Interpreter
import Testing
import VMXModel

@Suite("Checks of VM entry hold for good states, and each can be broken")
struct WitnessTests {
    private let evaluator: EntryCheckEvaluator = WitnessSearch.evaluator

    @Test("Every check holds in every mode", arguments: BaseState.all.map(\.name))
    func everyCheckHolds(mode: String) throws {
        let base: BaseState = try #require(BaseState.all.first { $0.name == mode })
        for check: EntryCheck in entryChecks.all {
            let verdict: EntryVerdict = evaluator.check(check, base.state)
            #expect(verdict == .holds, "\(check.code) \(check.name) in \(mode): \(check.sentence)")
        }
    }

    @Test("Every check is broken by a state near a good one")
    func everyCheckCanBreak() {
        var alone: Int = 0
        for check: EntryCheck in entryChecks.all {
            guard let witness = WitnessSearch.witness(of: check) else {
                Issue.record("\(check.code) \(check.name): no state breaks it")
                continue
            }
            let broken: [EntryCheck] = entryChecks.all.filter { evaluator.check($0, witness) == .broken }
            #expect(broken.contains { $0.number == check.number })
            if broken.count == 1 { alone += 1 }
        }
        print("checks of VM entry: \(entryChecks.all.count); \(alone) have a witness here that breaks nothing else")
    }

    @Test("The entry of the MSR-load area that breaks a check is named")
    func brokenEntry() throws {
        let check: EntryCheck = entryChecks.msrLoading.fsBase
        var state: EntryState = BaseState.longMode.state
        state.msrLoadEntries[1][machine.memory.msrLoadEntry.index.declaration] = .known(0xc000_0100)
        #expect(evaluator.check(check, state) == .broken)
        #expect(evaluator.brokenMSRLoadEntries(check, state) == [2])
        // Beyond the count nothing is read.
        state.fields[vmcs.control.entryMSRLoadCount.declaration] = .known(1)
        #expect(evaluator.check(check, state) == .holds)
        #expect(evaluator.brokenMSRLoadEntries(check, state).isEmpty)
        // An entry that the dump lacks may be anything.
        state.fields[vmcs.control.entryMSRLoadCount.declaration] = .known(3)
        state.msrLoadEntries[1][machine.memory.msrLoadEntry.index.declaration] = .known(0x174)
        #expect(evaluator.check(check, state) == .unknown)
    }
}

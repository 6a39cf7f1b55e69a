// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Interpreter
import Testing
import VMXModel

@Suite("What is taken for granted of processors")
struct AssumptionTests {
    private let assumptions: [EntryAssumption] = entryAssumptions.all

    private func truth(_ assumption: EntryAssumption, _ state: EntryState) -> Bool? {
        var seen: EntryState = state
        // The first entry of the MSR-load area stands for any.
        if let entry = state.msrLoadEntries.first { seen.machine.merge(entry) { _, new in new } }
        return WitnessSearch.evaluator.value(of: assumption.expression, seen).knownBits.map { $0 != 0 }
    }

    @Test("Names are unique, sentences are sentences, sections are named")
    func declarations() {
        #expect(Set(assumptions.map(\.name)).count == assumptions.count)
        for assumption: EntryAssumption in assumptions {
            #expect(assumption.name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || "-.".contains($0)) })
            #expect(assumption.sentence.hasSuffix("."), "\(assumption.name)")
            #expect(assumption.section.hasPrefix("volume "), "\(assumption.name)")
            #expect(assumption.expression.type == .bool, "\(assumption.name)")
        }
    }

    @Test("They hold in the states of which all checks hold", arguments: BaseState.all.map(\.name))
    func baseStates(mode: String) throws {
        let base: BaseState = try #require(BaseState.all.first { $0.name == mode })
        for assumption: EntryAssumption in assumptions {
            #expect(truth(assumption, base.state) == true, "\(assumption.name) in \(mode)")
        }
    }

    @Test("Each says something: a processor near a good one would break it")
    func notEmpty() {
        let good: EntryState = BaseState.longMode.state
        for assumption: EntryAssumption in assumptions {
            let near: [EntryState] = WitnessSearch.changes(of: assumption.expression, in: good)
            let isBroken: Bool = near.contains { (first: EntryState) -> Bool in
                truth(assumption, first) == false
                    || WitnessSearch.changes(of: assumption.expression, in: first).contains {
                        truth(assumption, $0) == false
                    }
            }
            #expect(isBroken, "\(assumption.name)")
        }
    }

    @Test("They hold for the processors of the database", arguments: emulatedProcessors.map(\.name))
    func emulated(name: String) throws {
        let processor: CapturedProcessor = try #require(emulatedProcessors.first { $0.name == name })
        #expect(!processor.cpuid.isEmpty)
        for assumption: EntryAssumption in assumptions where assumption.isOfProcessorsOnly {
            #expect(truth(assumption, EntryState(of: processor)) == true, "\(assumption.name)")
        }
    }

    @Test(
        "They hold for captured processors",
        .enabled(if: !RealProcessors.all.isEmpty, "SKIP: no captured processors in \(RealProcessors.folder)"))
    func captured() {
        var shown: Int = 0
        for processor: CapturedProcessor in RealProcessors.all {
            for assumption: EntryAssumption in assumptions where assumption.isOfProcessorsOnly {
                let found: Bool? = truth(assumption, EntryState(of: processor))
                #expect(found != false, "\(assumption.name): \(processor.name)")
                // The captures have MSRs and no CPUID.
                if !assumption.looksAtCPUID {
                    #expect(found == true, "\(assumption.name): \(processor.name)")
                    shown += 1
                }
            }
        }
        print("assumptions on processors: \(shown) times shown by \(RealProcessors.all.count) captured processors")
    }
}

extension EntryAssumption {
    /// Whether it says something of processors alone, and nothing of the state that one is in.
    fileprivate var isOfProcessorsOnly: Bool {
        expression.entryOperands.allSatisfy { operand in
            switch operand {
            case .capability: true
            case .field, .control: false
            case .machine(let value): EntryState.features.contains(value)
            }
        }
    }

    fileprivate var looksAtCPUID: Bool {
        expression.entryOperands.contains { operand in
            if case .machine = operand { true } else { false }
        }
    }
}

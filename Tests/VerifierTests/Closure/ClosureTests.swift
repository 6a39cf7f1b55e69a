// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Testing
import VMXModel

@testable import Verifier

/// What ``NegotiationClosure`` decides is what trying every processor finds.
@Suite struct ClosureTests {
    @Test("against every processor of small architectures", arguments: Array(0..<24))
    func exhaustive(_ seed: Int) {
        var random = SplitMix(seed: UInt64(seed))
        let small = SmallArchitecture(&random)
        let closure = NegotiationClosure(small.architecture, small.requests)
        let outcomes: [SmallArchitecture.Outcome] = small.outcomes()
        #expect(!outcomes.isEmpty)
        let ids: [ControlID] = small.architecture.controls.map(\.id)
        func check(_ question: ClosureQuestion, _ holds: (SmallArchitecture.Outcome) -> Bool) {
            let expected: Bool = outcomes.contains(where: holds)
            let found: Bool = closure.isPossible(question)
            if found != expected {
                Issue.record("seed \(seed): \(question) is \(expected), not \(found), for \(small.requests.map { ($0.control.id, $0.level) }), \(small.architecture.controls.map { ($0.id, $0.requires) })")
            }
            #expect((closure.example(of: question) != nil) == found)
        }
        for first: ControlID in ids {
            for value: Bool in [false, true] {
                check(ClosureQuestion(first, value)) { $0.ones.contains(first) == value }
                check(ClosureQuestion(first, value).and(.allowed(first), false)) {
                    $0.ones.contains(first) == value && !$0.allowed.contains(first)
                }
                check(ClosureQuestion(first, value).and(.cpuid(SmallArchitecture.feature), true)) {
                    $0.ones.contains(first) == value && $0.isShown
                }
                for second: ControlID in ids where second != first {
                    for other: Bool in [false, true] {
                        check(ClosureQuestion(first, value).and(second, other)) {
                            $0.ones.contains(first) == value && $0.ones.contains(second) == other
                        }
                        check(ClosureQuestion(first, value).and(.allowed(second), other)) {
                            $0.ones.contains(first) == value && $0.allowed.contains(second) == other
                        }
                    }
                }
            }
        }
        // Three at once.
        for _ in 0..<60 {
            let asked: [(ControlID, Bool)] = (0..<3).map { _ in (ids[random.below(ids.count)], random.once(in: 2)) }
            let question: ClosureQuestion = asked.reduce(ClosureQuestion()) { $0.and($1.0, $1.1) }
            check(question) { outcome in asked.allSatisfy { outcome.ones.contains($0.0) == $0.1 } }
        }
    }

    private func closure(_ requests: [(ControlBit, ControlRequest.Level)]) -> NegotiationClosure {
        NegotiationClosure(
            architecture, requests.map { ControlRequest($0.0, $0.1, at: SourceLocation(#fileID, #line)) })
    }

    /// A processor that forces virtual NMIs has NMI exiting, or nothing could run on it.
    @Test func whatIsForcedCanBe() {
        let virtualNMIs: ControlBit = controls.pin.virtualNMIs.declaration
        let nmiExiting: ControlBit = controls.pin.nmiExiting.declaration
        let both: NegotiationClosure = closure([(virtualNMIs, .preferred), (nmiExiting, .preferred)])
        #expect(!both.isPossible(ClosureQuestion(virtualNMIs.id, true).and(nmiExiting.id, false)))
        #expect(both.isPossible(ClosureQuestion(virtualNMIs.id, false).and(nmiExiting.id, true)))
        let required: NegotiationClosure = closure([(virtualNMIs, .required), (nmiExiting, .preferred)])
        #expect(required.isPossible(ClosureQuestion(virtualNMIs.id, true).and(nmiExiting.id, false)))
    }

    /// The words of a counter-example are those that the manual has.
    @Test func counterExampleIsReadable() throws {
        let virtualNMIs: ControlBit = controls.pin.virtualNMIs.declaration
        let nmiExiting: ControlBit = controls.pin.nmiExiting.declaration
        let required: NegotiationClosure = closure([(virtualNMIs, .required), (nmiExiting, .preferred)])
        let request = ControlRequest(virtualNMIs, .required, at: SourceLocation(#fileID, #line))
        let broken: [BrokenDependency] = required.broken(by: request, ClosureWords(architecture: architecture))
        #expect(
            broken.map(\.words) == [
                "on a processor that does not allow \"NMI exiting\" (IA32_VMX_TRUE_PINBASED_CTLS[35] = 0) negotiation "
                    + "ends with \"Virtual NMIs\" = 1 and \"NMI exiting\" = 0"
            ])
    }

    /// Capability bits that are no control's, and MSRs that are there only with a control.
    @Test func capabilityBits() {
        let functions: ControlBit = controls.secondary.enableVMFunctions.declaration
        let none: NegotiationClosure = closure([])
        #expect(none.isPossible(ClosureQuestion().and(.msrBit(0x491, 0), true)))
        let question: ClosureQuestion = ClosureQuestion().and(.msrBit(0x491, 0), true)
        #expect(!none.isPossible(question.and(.allowed(functions.id), false)))
        #expect(!none.isPossible(question.and(.msrBit(0x48b, 45), false)))
        #expect(!none.isPossible(ClosureQuestion().and(.undocumented, true)))
    }
}

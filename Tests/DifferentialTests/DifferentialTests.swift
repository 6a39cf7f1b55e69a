// SPDX-License-Identifier: GPL-2.0-only

import Interpreter
import Testing
import VMXModel

/// The interpreter against the compiled C and against the assembly stubs, on states
/// made for each handler: final registers, declared state and action, and every
/// effect in its order.
@Suite(.serialized)
struct DifferentialTests {
    private let campaign: Campaign

    init() throws { campaign = try Campaign.shared.get() }

    @Test("interpreter, C and stub agree on each handler, and every arm is taken")
    func agree() throws {
        var coverage = Coverage()
        var states = 0
        var pending: [(comparison: PendingComparison, isStub: Bool)] = []
        var ways = ExitWays()
        for subject: Subject in try campaign.subjects() {
            for handler: Subject.CompiledHandler in subject.handlers {
                let hasEntry: Bool = subject.hypervisor.description.mode == .runningSystem
                for seed: UInt64 in Campaign.seeds {
                    let batch: Batch = try Campaign.batch(subject, handler, seed: seed)
                    states += batch.count
                    try pending.popLast().map { try ways += check($0, isStub: $1) }
                    let comparison = try PendingComparison(
                        batch, campaign.drivers, hasEntry ? [.c, .stub] : [.c], folder: campaign.folder)
                    pending.append((comparison, handler.form == .stub))
                    if handler.program.hasTakenItsOwnArms { break }
                }
                coverage.add(handler.program)
            }
        }
        try pending.popLast().map { try ways += check($0, isStub: $1) }
        #expect(ways.light > 0 && ways.full > 0, "no handler was called by the exit entry: \(ways)")
        print("differential: \(states) states, \(coverage.total) arms, seed \(Campaign.seed)")
        print("differential: the arm taken least often is \(coverage.rarest)")
        check(coverage)
    }

    private func check(_ pending: PendingComparison, isStub: Bool) throws -> ExitWays {
        var ways = ExitWays()
        for difference: String in try pending.finish(ways: &ways) { Issue.record("\(difference)") }
        #expect(
            (ways.resumed > 0) == isStub,
            "\(pending.batch.title): \(ways.resumed) states went through a stub to its end")
        return ways
    }

    private func check(_ coverage: Coverage) {
        for waiver: Waiver in Waiver.all {
            let arms: [Arm] = coverage.arms(of: waiver)
            #expect(!arms.isEmpty, "a waiver names arm \(waiver.number) of \(waiver.owner), which does not exist")
            for arm: Arm in arms where coverage.isTaken(arm) {
                Issue.record("\(arm) was taken: its waiver says that it cannot be, because \(waiver.because)")
            }
        }
        let waived: [Arm] = Waiver.all.flatMap(coverage.arms)
        for arm: Arm in coverage.neverTaken where !waived.contains(arm) {
            Issue.record("no state took \(arm)")
        }
    }

    @Test("interpreter, C and exit entry agree on every number that an exit reason can be")
    func dispatch() throws {
        for subject: Subject in try campaign.subjects() {
            let batch = Batch(
                subject, title: "\(subject.hypervisor.name), dispatch", interests: Interests(body: [], routines: []),
                seed: Campaign.seed)
            for number: UInt64 in 0..<UInt64(10_000) { try batch.add(reason: Self.reason(number)) }
            let hasEntry: Bool = subject.hypervisor.description.mode == .runningSystem
            let pending = try PendingComparison(
                batch, campaign.drivers, hasEntry ? [.c, .stub] : [.c], folder: campaign.folder)
            var ways = ExitWays()
            for difference: String in try pending.finish(ways: &ways) { Issue.record("\(difference)") }
        }
    }

    /// First every basic reason that can have a name, with and without bit 31, then those with
    /// anything around them, then anything.
    private static func reason(_ number: UInt64) -> UInt64 {
        let random: UInt64 = Oracle.splitmix64(number)
        if number < 256 { return (number & 127) | (number & 128) << 24 }
        if number & 7 == 0 { return random & 0xffff_ffff }
        return random & 0xffff_0000 | random >> 32 & 127
    }
}

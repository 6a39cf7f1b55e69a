// SPDX-License-Identifier: GPL-2.0-only

import Interpreter
import Testing
import VMXModel

/// The interpreter against the compiled C and against the assembly stubs, on states
/// made for each handler: final registers, declared state and action, and every
/// effect in its order.
@Suite(.serialized)
struct DifferentialTests {
    @Test("interpreter, C and stub agree on each handler, and every arm is taken")
    func agree() throws {
        let campaign = try Campaign()
        defer { campaign.removeFolder() }
        var coverage = Coverage()
        var states = 0
        for subject: Subject in campaign.subjects {
            for handler: Subject.CompiledHandler in subject.handlers {
                let batch: Batch = try Campaign.batch(subject, handler)
                states += batch.count
                var fastRuns = 0
                for difference: String in try compare(batch, campaign.drivers, fastRuns: &fastRuns) {
                    Issue.record("\(difference)")
                }
                if handler.form == .stub {
                    #expect(fastRuns > 0, "\(batch.title): no state went through the stub to its end")
                }
            }
            for handler: Subject.CompiledHandler in subject.handlers { coverage.add(handler.program) }
        }
        print("differential: \(states) states, \(coverage.total) arms, seed \(Campaign.seed)")
        check(coverage)
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

    @Test("interpreter and C agree on every number that an exit reason can be")
    func dispatch() throws {
        let campaign = try Campaign()
        defer { campaign.removeFolder() }
        for subject: Subject in campaign.subjects {
            let batch = Batch(
                subject, title: "\(subject.hypervisor.name), dispatch", interests: Interests(body: [], routines: []),
                seed: Campaign.seed)
            for number: UInt64 in 0..<UInt64(Campaign.statesPerHandler) {
                // Every basic reason that can have a name, with and without bit 31, then anything.
                let random: UInt64 = Oracle.splitmix64(number)
                let reason: UInt64 = number < 256 ? (number & 127) | (number >> 7) << 31 : random & 0xffff_ffff
                try batch.add(reason: number < 512 ? reason : (reason & 0xffff_0000 | random >> 32 & 127))
            }
            var fastRuns = 0
            for difference: String in try compare(batch, campaign.drivers, fastRuns: &fastRuns) {
                Issue.record("\(difference)")
            }
        }
    }

    /// The first difference of each side.
    func compare(_ batch: Batch, _ drivers: [Driver], fastRuns: inout Int) throws -> [String] {
        var differences: [String] = []
        for driver: Driver in drivers {
            var paths: [Driver.Path] = [.c]
            if batch.subject.hypervisor.description.mode == .runningSystem { paths.append(.stub) }
            for path: Driver.Path in paths {
                let name: String = batch.subject.hypervisor.name
                let output = try driver.run(name, path, batch.requests.bytes)
                let side: String = "\(driver.compiler), \(path == .c ? "C" : "exit entry")"
                if let difference = Comparison(batch: batch, side: side).firstDifference(
                    output, path, fastRuns: &fastRuns)
                {
                    differences.append(difference)
                }
            }
        }
        return differences
    }
}

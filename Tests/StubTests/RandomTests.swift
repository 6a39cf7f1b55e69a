// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Testing
import VMXModel

@testable import CEmitter

/// Handlers of random IR, each as a stub on random states and in the interpreter.
@Suite struct RandomTests {
    private static let reasons: [ExitReason] = [
        exits.cpuid.declaration, exits.vmcall.declaration, exits.rdmsr.declaration, exits.wrmsr.declaration,
    ]

    /// One expression a stub; forty stubs a file.
    @Test(arguments: [1, 2, 3])
    func expressions(depth: Int) throws {
        let reasons: [ExitReason] = Array(architecture.exitReasons.filter { $0.kind != .entryFailure }.prefix(40))
        let handlers: [(reason: ExitReason, body: [Statement])] = reasons.enumerated().map { index, reason in
            var maker = RandomHandler(seed: UInt64(depth) << 16 | UInt64(index), allowsC: false)
            return (reason, maker.makeExpression(depth: depth))
        }
        let bench = try StubBench(Models.hypervisor(handlers, states: RandomHandler.states))
        let tally: StubBench.Tally = try bench.compare(states: 200, seed: UInt64(depth))
        #expect(tally.slow == 0)
    }

    @Test(arguments: Array(0..<12) + [100, 115, 132, 140])
    func handlers(group: UInt64) throws {
        let handlers: [(reason: ExitReason, body: [Statement])] = Self.reasons.enumerated().map { index, reason in
            var maker = RandomHandler(seed: group << 8 | UInt64(index), allowsC: false)
            return (reason, maker.make())
        }
        let bench = try StubBench(Models.hypervisor(handlers, states: RandomHandler.states))
        let tally: StubBench.Tally = try bench.compare(states: 300, seed: group)
        #expect(tally.slow == 0)
        try bench.compareOthers(seed: group)
    }

    /// An MSR that is read, whose guest registers are overwritten, and then `advance`.
    @Test(arguments: Array(0..<8))
    func accesses(group: UInt64) throws {
        let handlers: [(reason: ExitReason, body: [Statement])] = Self.reasons.enumerated().map { index, reason in
            var maker = RandomHandler(seed: 0xacce_0000 | group << 8 | UInt64(index), allowsC: false)
            return (reason, maker.makeAccess())
        }
        let bench = try StubBench(Models.hypervisor(handlers, states: RandomHandler.states))
        let tally: StubBench.Tally = try bench.compare(states: 400, seed: group)
        #expect(tally.slow == 0)
        try bench.compareOthers(seed: group)
    }

    /// Where some arms need C, either the stub leaves in time or there is an error: never a wrong stub.
    @Test func handlersThatLeave() throws {
        var (stubs, failures, left) = (0, 0, 0)
        for seed: UInt64 in 0..<24 {
            var maker = RandomHandler(seed: 0x5eed_0000 | seed, allowsC: true)
            let body: [Statement] = maker.make()
            let model: ResolvedModel = try Models.hypervisor(
                [(exits.cpuid.declaration, body)], states: RandomHandler.states)
            do {
                let bench = try StubBench(model)
                left += try bench.compare(states: 100, seed: seed).slow
                stubs += 1
            } catch let failure as StubFailure {
                #expect(failure.location.fileID == "StubTests/Random.swift" || failure.message.contains("every path"))
                failures += 1
            }
        }
        #expect(stubs > 5)
        #expect(failures > 2)
        #expect(left > 50)
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import Glibc
import Interpreter
import Testing
import VMXModel

@Suite("Speed")
struct SpeedTests {
    /// Reports; a test does not time. The differential test runs about a million handlers in a debug build.
    @Test("many runs end as they should, and say how fast they were")
    func speed() throws {
        let ripNow = Local("rip", .u64)
        let lengthNow = Local("length", .u32)
        let counts: StateVariable = variable("exits", .u64, count: 80)
        var body: [Statement] = [statement(.addState(counts, index: .constant(10, .u32), .constant(1, .u64)))]
        // About as much as the longest handler of this repository has on a path.
        for number: UInt64 in 0..<6 {
            let next: Expression = .binary(.add, .local(ripNow), .convert(.local(lengthNow), .u64))
            let changed: Expression = .shiftRight(.binary(.xor, .local(ripNow), next), 31)
            body += [
                statement(.readField(rip, into: ripNow)),
                statement(.readField(length, into: lengthNow)),
                statement(
                    .branch(
                        .compare(.equal, changed, .constant(number, .u64)), then: [statement(.writeField(rip, next))],
                        else: [
                            statement(.writeField(rip, .binary(.and, next, .constant(0xffff_ffff, .u64)))),
                            statement(.setRegister(.rax, .binary(.xor, .register(.rax), next))),
                        ])),
            ]
        }
        let bench = try Bench(body + [resume], states: [counts])
        let runs = 2_000
        // The best of some rounds, in time of this thread: the machine has other things to do.
        var best: Double = 0
        for _ in 0..<5 {
            let start: Double = Self.threadSeconds()
            for seed: Int in 0..<runs {
                bench.machine.reset(seed: UInt64(seed))
                #expect(bench.run() == .finished(.resume))
            }
            best = max(best, Double(runs) / (Self.threadSeconds() - start))
        }
        print("interpreter: \(Int(best)) runs a second, \(bench.machine.effects.count) effects each")
    }

    private static func threadSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

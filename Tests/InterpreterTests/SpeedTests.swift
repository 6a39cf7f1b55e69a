// SPDX-License-Identifier: GPL-2.0-only

import Interpreter
import Testing
import VMXModel

@Suite("Speed")
struct SpeedTests {
    /// The differential test runs some half a million handlers in a debug build.
    @Test("a debug build runs 20,000 handlers a second")
    func speed() throws {
        let ripNow = Local("rip", .u64)
        let lengthNow = Local("length", .u32)
        let counts: StateVariable = variable("exits", .u64, count: 80)
        var body: [Statement] = [statement(.addState(counts, index: .constant(10, .u32), .constant(1, .u64)))]
        // About as much as the longest handler of this repository has on a path.
        for number: UInt64 in 0..<12 {
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
        let runs = 5_000
        let time: Duration = ContinuousClock().measure {
            for seed: Int in 0..<runs {
                bench.machine.reset(seed: UInt64(seed))
                precondition(bench.run() == .finished(.resume))
            }
        }
        let perSecond: Double = Double(runs) / (Double(time.components.attoseconds) / 1e18 + Double(time.components.seconds))
        print("interpreter: \(Int(perSecond)) runs a second")
        #expect(perSecond > 20_000)
    }
}

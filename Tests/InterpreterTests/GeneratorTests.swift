// SPDX-License-Identifier: GPL-2.0-only

import Interpreter
import Testing
import VMXModel

@Suite("Choosing states")
struct GeneratorTests {
    private let lengthNow: Local = Local("length", .u32)
    private let ripNow: Local = Local("rip", .u64)

    @Test("a constant is traced back to the bits of the input that it is compared with")
    func interests() {
        let middle: Expression = .binary(
            .and, .shiftRight(.local(lengthNow), 8), .constant(7, .u32))
        let interests = Interests(
            body: [
                statement(.readField(length, into: lengthNow)),
                statement(.branch(.compare(.equal, middle, .constant(4, .u32)), then: [], else: [])),
                statement(
                    .select(
                        .convert(.register(.rax), .u32), cases: [SwitchCase([0x10...0x20], [], at: here)],
                        otherwise: [])),
            ], routines: [])
        let field: [Patch] = interests.patches[.field(length)] ?? []
        for value: UInt64 in [3, 4, 5] { #expect(field.contains(Patch(mask: 0x700, bits: value << 8)), "\(value)") }
        let register: [Patch] = interests.patches[.register(.rax)] ?? []
        for value: UInt64 in [0xf, 0x10, 0x20, 0x21] {
            #expect(register.contains(Patch(mask: 0xffff_ffff, bits: value)), "\(value)")
        }
    }

    @Test("what a routine tells apart is traced through its parameters")
    func parameters() {
        let number = Local("number", .u64)
        let routine = Routine(
            name: "r", summary: "", parameters: [number],
            body: [
                statement(
                    .branch(
                        .compare(.less, .binary(.add, .local(number), .constant(2, .u64)), .constant(9, .u64)),
                        then: [],
                        else: []))
            ], endsPath: false, location: here)
        let interests = Interests(
            body: [statement(.perform(routine, [.register(.rbx)]))], routines: [routine])
        #expect(interests.patches[.register(.rbx)]?.contains(Patch(mask: .max, bits: 7)) == true)
    }

    @Test("inputs that are compared with one another mirror one another")
    func mirrors() {
        let interests = Interests(
            body: [
                statement(.readField(rip, into: ripNow)),
                statement(.branch(.compare(.equal, .local(ripNow), .register(.rcx)), then: [], else: [])),
            ], routines: [])
        #expect(interests.mirrors[.register(.rcx)] == [.field(rip)])
        #expect(interests.mirrors[.field(rip)] == [.register(.rcx)])
    }

    /// One 64-bit constant, then one of another register, then one bit: random values never get there.
    private func deepHandler() -> [Statement] {
        func equals(_ register: Register, _ value: UInt64) -> Expression {
            .compare(.equal, .register(register), .constant(value, .u64))
        }
        return [
            statement(
                .branch(
                    equals(.rax, 0x1234_5678_9abc_def0),
                    then: [
                        statement(
                            .branch(
                                equals(.r15, 0xfeed_0000_0000_0001),
                                then: [
                                    statement(
                                        .branch(
                                            .bit(of: .register(.rdx), index: .constant(63, .u8)), then: [], else: []))
                                ], else: []))
                    ], else: [])),
            resume,
        ]
    }

    private func run(_ bench: Bench, states: Int, seed: UInt64) -> [[UInt64]] {
        let generator = StateGenerator(
            symbols: bench.program.symbols, interests: Interests(body: deepHandler(), routines: []), controls: [],
            seed: seed)
        bench.machine.generator = generator
        var seen: [[UInt64]] = []
        for _ in 0..<states {
            generator.begin(on: bench.machine)
            _ = bench.run()
            generator.end(isNovel: bench.machine.tookRareArm)
            seen.append(Register.allCases.map { bench.machine[$0].bits })
        }
        return seen
    }

    @Test("every arm is reached, however deep")
    func depth() throws {
        let bench = try Bench(deepHandler())
        _ = run(bench, states: 2_000, seed: 3)
        #expect(bench.program.timesTaken.allSatisfy { $0 > 0 }, "\(bench.program.timesTaken)")
    }

    @Test("the states follow from the seed alone")
    func deterministic() throws {
        let first: [[UInt64]] = try run(Bench(deepHandler()), states: 200, seed: 5)
        #expect(try run(Bench(deepHandler()), states: 200, seed: 5) == first)
        #expect(try run(Bench(deepHandler()), states: 200, seed: 6) != first)
    }
}

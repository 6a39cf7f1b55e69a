// SPDX-License-Identifier: GPL-2.0-only

import Testing
import VMXModel

@testable import CEmitter

@Suite struct AllocatorTests {
    /// All moves at once, whatever overlaps: every destination gets what its source held before.
    @Test func parallelMoves() {
        var numbers = RandomNumbers(seed: 7)
        for _ in 0..<2_000 {
            var targets: [Register] = Register.allCases
            let moves: [(from: Register, to: Register)] = (0..<(1 + numbers.below(8))).map { _ in
                let to: Register = targets.remove(at: numbers.below(targets.count))
                return (numbers.pick(Array(Register.allCases.prefix(9))), to)
            }
            var contents: [Register: Register] = [:]
            for register: Register in Register.allCases { contents[register] = register }
            for step: ParallelMoves.Step in ParallelMoves.ordered(moves) {
                switch step {
                case .move(let from, let to): contents[to] = contents[from]
                case .exchange(let one, let other): (contents[one], contents[other]) = (contents[other], contents[one])
                }
            }
            for (from, to) in moves { #expect(contents[to] == from) }
        }
    }

    @Test func aSwapIsOneExchange() {
        #expect(ParallelMoves.ordered([(.rax, .rbx), (.rbx, .rax)]) == [.exchange(.rax, .rbx)])
    }

    @Test func partsOfRegisters() {
        #expect(Register.rax.name(.byte) == "al")
        #expect(Register.rbp.name(.byte) == "bpl")
        #expect(Register.rsi.name(.byte) == "sil")
        #expect(Register.rdi.name(.word) == "di")
        #expect(Register.rcx.name(.long) == "ecx")
        #expect(Register.r8.name(.byte) == "r8b")
        #expect(Register.r15.name(.long) == "r15d")
    }

    // MARK: Decisions

    private func filter(_ ranges: [ClosedRange<UInt64>], _ type: ValueType = .u32) -> UInt64? {
        StubSwitch(arms: ranges.map { StubSwitch.Arm(range: $0, block: 1) }, otherwise: 0, type: type).mask
    }

    @Test func oneTestForManyValues() {
        #expect(filter([0x4000_0000...0x4000_0000, 0x4000_0001...0x4000_0001, 1...1]) == 0xbfff_fffe)
        // Too many other values would pass.
        #expect(filter([0x480...0x493, 0x3a...0x3a]) == nil)
        // A bit that all have does not sort anything out.
        #expect(filter([0x80...0x80, 0x81...0x81]) == nil)
        #expect(filter([5...5]) == nil)
    }

    @Test func oneComparisonForManyValues() {
        func filter(_ ranges: [ClosedRange<UInt64>], _ type: ValueType = .u32) -> StubSwitch.Filter? {
            StubSwitch(arms: ranges.map { StubSwitch.Arm(range: $0, block: 1) }, otherwise: 0, type: type).filter
        }
        #expect(filter([0x480...0x493, 0x3a...0x3a]) == .above(0x493))
        #expect(filter([1...1, 0x4000_0000...0x4000_0000]) == .anyBit(0xbfff_fffe))
        // Nothing lies above, and one arm needs no filter.
        #expect(filter([0x10...0x10, 0xf0...0xff], .u8) == nil)
        #expect(filter([0x480...0x493]) == nil)
    }

    /// The filter lets every value of an arm pass.
    @Test func aFilterLosesNothing() {
        var numbers = RandomNumbers(seed: 9)
        for _ in 0..<2_000 {
            let ranges: [ClosedRange<UInt64>] = (0..<(2 + numbers.below(3))).map { _ in
                let low: UInt64 = numbers.next() % 16 << (numbers.next() % 4 * 8)
                return low...(low + numbers.next() % 4)
            }
            guard let mask = filter(ranges) else { continue }
            for range: ClosedRange<UInt64> in ranges { for value in range { #expect(value & mask == 0) } }
        }
    }

    // MARK: Constants

    @Test func shortestConstants() {
        func text(_ value: UInt64) -> String {
            let instruction: AssemblyInstruction = TraceAllocator.constant(value, into: .rcx)
            return instruction.mnemonic + " " + instruction.operands.map(\.text).joined(separator: ", ")
        }
        #expect(text(0) == "xor %ecx, %ecx")
        #expect(text(5) == "mov $5, %ecx")
        #expect(text(0xffff_ffff) == "mov $0xffffffff, %ecx")
        #expect(text(.max) == "mov $-1, %rcx")
        #expect(text(0x1_0000_0000) == "movabs $0x100000000, %rcx")
    }
}

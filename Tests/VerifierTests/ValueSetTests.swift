// SPDX-License-Identifier: GPL-2.0-only

import Testing
import VMXModel

@testable import Verifier

/// Whatever the sets say must hold for every value: each operator is compared with
/// real arithmetic on small sets of all kinds.
@Suite struct ValueSetTests {
    /// Sets of 8-bit values with their members.
    private static let samples: [(set: ValueSet, members: [UInt64])] = {
        var found: [(set: ValueSet, members: [UInt64])] = []
        let bounds: [(UInt64, UInt64)] = [
            (0, 255), (0, 0), (255, 255), (3, 9), (8, 15), (17, 40), (128, 200), (250, 255),
        ]
        let bits: [(zeroes: UInt64, ones: UInt64)] = [
            (0, 0), (1, 0), (0, 1), (0x0f, 0), (0, 0x80), (0x60, 0x04), (0xaa, 0x11),
        ]
        for (lowest, highest) in bounds {
            for (zeroes, ones) in bits {
                let members: [UInt64] = (lowest...highest).filter { $0 & zeroes == 0 && $0 & ones == ones }
                let set = ValueSet(.u8, lowest: lowest, highest: highest, zeroes: zeroes, ones: ones)
                guard let set else { continue }
                // Both ends and some between them: pairs of all members would be a hundred million.
                let chosen: [UInt64] = members.enumerated().filter { index, _ in
                    index < 3 || index >= members.count - 3 || index % 11 == 0
                }.map(\.element)
                found.append((set, chosen))
            }
        }
        return found
    }()

    private func holds(_ set: ValueSet, _ value: UInt64) -> Bool {
        value >= set.lowest && value <= set.highest && value & set.zeroes == 0 && value & set.ones == set.ones
    }

    @Test func emptySetsHaveNoMembers() {
        for lowest: UInt64 in stride(from: 0, through: 255, by: 5) {
            for mask: UInt64 in stride(from: 0, through: 255, by: 7) {
                let highest: UInt64 = min(255, lowest + 6)
                let members: [UInt64] = (lowest...highest).filter { $0 & mask == 0 }
                if ValueSet(.u8, lowest: lowest, highest: highest, zeroes: mask) == nil { #expect(members.isEmpty) }
            }
        }
    }

    @Test func keepMembers() {
        for (set, members) in Self.samples { #expect(members.allSatisfy { holds(set, $0) }) }
    }

    @Test(arguments: BinaryOperator.allCases)
    func operators(_ op: BinaryOperator) {
        var wrong = 0
        for (left, leftMembers) in Self.samples {
            for (right, rightMembers) in Self.samples {
                let result = ValueSet.of(op, left, right)
                for x: UInt64 in leftMembers {
                    for y: UInt64 in rightMembers where !holds(result, Self.apply(op, x, y)) { wrong += 1 }
                }
            }
        }
        #expect(wrong == 0)
    }

    @Test(arguments: Comparison.allCases)
    func comparisons(_ comparison: Comparison) {
        var wrong = 0
        for (left, leftMembers) in Self.samples {
            for (right, rightMembers) in Self.samples {
                guard let truth = ValueSet.of(comparison, left, right) else { continue }
                for x: UInt64 in leftMembers {
                    for y: UInt64 in rightMembers where Self.apply(comparison, x, y) != truth { wrong += 1 }
                }
            }
        }
        #expect(wrong == 0)
    }

    @Test func unaryOperators() {
        var wrong = 0
        for (set, members) in Self.samples {
            for x: UInt64 in members {
                if !holds(set.complement, ~x & 0xff) { wrong += 1 }
                for amount in 0..<8 {
                    if !holds(set.shiftedLeft(by: amount), (x << UInt64(amount)) & 0xff) { wrong += 1 }
                    if !holds(set.shiftedRight(by: amount), x >> UInt64(amount)) { wrong += 1 }
                }
                if !holds(set.converted(to: .u32), x) { wrong += 1 }
                if !holds(set.converted(to: .bool), x & 1) { wrong += 1 }
            }
        }
        #expect(wrong == 0)
    }

    /// What a condition teaches holds for every value with which it holds.
    @Test func assumptionsKeepWhatHolds() {
        let x: Expression = .register(.rcx)
        let low: Expression = .convert(x, .u8)
        let subjects: [(Expression, (UInt64) -> UInt64)] = [
            (low, { $0 & 0xff }), (.binary(.and, low, .constant(0x3c, .u8)), { $0 & 0x3c }),
            (.shiftRight(low, 3), { ($0 & 0xff) >> 3 }), (.not(low), { ~$0 & 0xff }),
            (.binary(.minimum, low, .constant(100, .u8)), { min($0 & 0xff, 100) }),
            (.convert(.shiftRight(low, 4), .u8), { ($0 & 0xff) >> 4 }),
        ]
        var wrong = 0
        for (subject, value) in subjects {
            for comparison: Comparison in Comparison.allCases {
                for constant: UInt64 in [0, 1, 4, 0x3c, 100, 254, 255] {
                    let condition: Expression = .compare(comparison, subject, .constant(constant, .u8))
                    for truth in [true, false] {
                        let members: [UInt64] = (0...255).filter {
                            Self.apply(comparison, value($0), constant) == truth
                        }
                        var state = PathState(ControlKnowledge.none, facts: ProcessorFacts())
                        let isPossible: Bool = state.assume(condition, truth)
                        if !isPossible, !members.isEmpty { wrong += 1 }
                        guard isPossible else { continue }
                        let known: ValueSet = state.evaluate(low)
                        wrong += members.count { !holds(known, $0) }
                    }
                }
            }
        }
        #expect(wrong == 0)
    }

    private static func apply(_ op: BinaryOperator, _ x: UInt64, _ y: UInt64) -> UInt64 {
        switch op {
        case .add: (x &+ y) & 0xff
        case .subtract: (x &- y) & 0xff
        case .and: x & y
        case .or: x | y
        case .xor: x ^ y
        case .minimum: min(x, y)
        }
    }

    private static func apply(_ comparison: Comparison, _ x: UInt64, _ y: UInt64) -> Bool {
        switch comparison {
        case .equal: x == y
        case .notEqual: x != y
        case .less: x < y
        case .lessOrEqual: x <= y
        case .greater: x > y
        case .greaterOrEqual: x >= y
        }
    }
}

extension ControlKnowledge {
    /// Of a processor without controls.
    fileprivate static var none: ControlKnowledge { ControlKnowledge(controls: [], words: []) }
}

@Suite struct RangeSetTests {
    @Test func mergesWhatTouches() {
        #expect(RangeSet([5...9, 1...2, 3...4]).ranges == [1...9])
        #expect(RangeSet([0...UInt64.max, 3...4]).ranges == [0...UInt64.max])
    }

    @Test func subtracts() {
        #expect(RangeSet([0...10]).subtracting(RangeSet([0...0, 5...6, 10...20])).ranges == [1...4, 7...9])
        #expect(RangeSet([0...10]).subtracting(RangeSet([0...10])).isEmpty)
        #expect(
            RangeSet([0...UInt64.max]).subtracting(RangeSet([UInt64.max...UInt64.max])).ranges == [0...(UInt64.max - 1)]
        )
    }

    @Test func intersects() {
        #expect(RangeSet([0...10, 20...30]).intersection(RangeSet([5...25])).ranges == [5...10, 20...25])
        #expect(RangeSet([0...4]).intersection(RangeSet([5...9])).isEmpty)
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import Interpreter
import Testing
import VMXModel

@Suite("Expressions")
struct ExpressionTests {
    @Test("arithmetic wraps at the width of its type", arguments: [ValueType.u8, .u16, .u32, .u64])
    func wraps(type: ValueType) throws {
        let ones: Expression = .constant(type.mask, type)
        let two: Expression = .constant(2, type)
        #expect(try evaluate(.binary(.add, ones, two)) == .known(1))
        #expect(try evaluate(.binary(.subtract, two, ones)) == .known(3))
        #expect(try evaluate(.shiftLeft(ones, type.bits - 1)) == .known(1 << UInt64(type.bits - 1)))
        #expect(try evaluate(.shiftRight(ones, type.bits - 1)) == .known(1))
        #expect(try evaluate(.not(two)) == .known(type.mask - 2))
        #expect(try evaluate(.bit(of: two, index: .constant(1 + UInt64(type.bits), .u64))) == .known(1))
        #expect(try evaluate(.bit(of: two, index: .constant(UInt64(type.bits), .u64))) == .known(0))
    }

    @Test("comparisons are unsigned")
    func unsigned() throws {
        let most: Expression = .constant(UInt64.max, .u64)
        let one: Expression = .constant(1, .u64)
        let expected: [(Comparison, Bool, Bool)] = [
            (.equal, false, true), (.notEqual, true, false), (.less, false, false), (.lessOrEqual, false, true),
            (.greater, true, false), (.greaterOrEqual, true, true),
        ]
        #expect(expected.count == Comparison.allCases.count)
        for (comparison, different, same) in expected {
            #expect(try evaluate(.compare(comparison, most, one)) == .known(different ? 1 : 0), "\(comparison)")
            #expect(try evaluate(.compare(comparison, one, one)) == .known(same ? 1 : 0), "\(comparison)")
        }
    }

    @Test("bitwise operators, minimum, choice, conversion")
    func others() throws {
        let a: Expression = .constant(0b1100, .u8)
        let b: Expression = .constant(0b1010, .u8)
        #expect(try evaluate(.binary(.and, a, b)) == .known(0b1000))
        #expect(try evaluate(.binary(.or, a, b)) == .known(0b1110))
        #expect(try evaluate(.binary(.xor, a, b)) == .known(0b0110))
        #expect(try evaluate(.binary(.minimum, a, b)) == .known(0b1010))
        #expect(try evaluate(.select(.constant(1, .bool), then: a, else: b)) == .known(0b1100))
        #expect(try evaluate(.select(.constant(0, .bool), then: a, else: b)) == .known(0b1010))
        #expect(try evaluate(.convert(.constant(0x1_2345, .u32), .u16)) == .known(0x2345))
        #expect(try evaluate(.convert(.constant(0xff, .u8), .u64)) == .known(0xff))
    }

    @Test("an unknown register decides nothing but what it cannot change")
    func unknown() throws {
        let high: Expression = .binary(.and, .register(.rax), .constant(0xff00, .u64))
        func set(_ machine: Machine) { machine[.rax] = .unknown(.u64) }
        #expect(try evaluate(high, set) == Value(bits: 0, unknown: 0xff00))
        #expect(try evaluate(.compare(.less, high, .constant(0x1_0000, .u64)), set) == .known(1))
        #expect(try evaluate(.compare(.equal, high, .constant(1, .u64)), set) == .known(0))
        #expect(try evaluate(.compare(.equal, high, .constant(0x100, .u64)), set) == .unknown(.bool))
        let same: Expression = .constant(7, .u64)
        let bit: Expression = .bit(of: .register(.rax), index: same)
        #expect(try evaluate(.select(bit, then: same, else: same), set) == .known(7))
    }

    @Test("IR that contradicts itself is refused, with its place")
    func malformed() {
        let wrong: [(Statement.Kind, String)] = [
            (.assign(Local("x", .u8), .constant(1, .u16)), "variable x is u8, but gets u16"),
            (.assign(Local("x", .u8), .constant(256, .u8)), "constant 256 does not fit u8"),
            (.writeField(selector, .constant(1, .u32)), "GUEST_ES_SELECTOR is u16, but gets u32"),
            (
                .assign(Local("x", .u32), .binary(.add, .constant(1, .u32), .constant(1, .u64))),
                "the right side of + is u32, but gets u64"
            ),
            (.assign(Local("x", .u8), .shiftLeft(.constant(1, .u8), 8)), "u8 shifted by 8"),
            (.branch(.constant(1, .u8), then: [], else: []), "the condition of a branch is bool, but gets u8"),
            (.assign(Local("x", .u64), .field(rip)), "not lowered: an expression names field GUEST_RIP"),
            (.readField(rip, into: Local("x", .u32)), "GUEST_RIP read into a u32"),
            (.end(.advance), "not lowered: a path ends in the disposition advance"),
            (
                .setState(variable("counts", .u32, count: 4), index: nil, .constant(1, .u32)),
                "state counts is an array"
            ),
        ]
        for (kind, message) in wrong {
            let place = Place(fileID: "Handler.swift", line: 7)
            #expect(throws: InterpreterError(message, at: place)) {
                _ = try Bench([statement(kind, line: 7), resume])
            }
        }
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import Interpreter
import Testing
import VMXModel

/// Every value of three bits of which some are unknown, and what it can stand for.
private let allValues: [(value: Value, members: [UInt64])] = {
    var result: [(value: Value, members: [UInt64])] = []
    for unknown: UInt64 in 0..<8 {
        for bits: UInt64 in 0..<8 where bits & unknown == 0 {
            var members: [UInt64] = []
            for member: UInt64 in 0..<8 where member & ~unknown == bits { members.append(member) }
            result.append((Value(bits: bits, unknown: unknown), members))
        }
    }
    return result
}()

@Suite("Values of which bits are unknown")
struct ValueTests {
    /// What an operation says of all values must be so for each of them.
    private func expectSound(
        _ name: String, _ operation: (Value, Value) -> Value, _ exact: (UInt64, UInt64) -> UInt64,
        losesNothing: Bool = true
    ) {
        for left in allValues {
            for right in allValues {
                let result: Value = operation(left.value, right.value).cut(to: 7)
                for l: UInt64 in left.members {
                    for r: UInt64 in right.members where exact(l, r) & 7 & ~result.unknown != result.bits {
                        Issue.record("\(left.value) \(name) \(right.value) is \(result), but \(l) \(name) \(r) is not")
                    }
                }
                if losesNothing && left.value.isKnown && right.value.isKnown {
                    #expect(result.isKnown, "\(left.value) \(name) \(right.value) is known")
                }
            }
        }
    }

    @Test("arithmetic is sound and exact where all is known")
    func arithmetic() {
        expectSound("&", { $0 & $1 }, { $0 & $1 })
        expectSound("|", { $0 | $1 }, { $0 | $1 })
        expectSound("^", { $0 ^ $1 }, { $0 ^ $1 })
        expectSound("+", { $0 &+ $1 }, { $0 &+ $1 })
        expectSound("-", { $0 &- $1 }, { $0 &- $1 })
        expectSound("min", { Value.minimum($0, $1) }, { min($0, $1) })
        expectSound("either left", { Value.either($0, $1) }, { left, _ in left }, losesNothing: false)
        expectSound("either right", { Value.either($0, $1) }, { _, right in right }, losesNothing: false)
        expectSound("bit", { $0.bit($1.cut(to: 1), width: 2) }, { $0 >> ($1 & 1) & 1 })
    }

    @Test("comparisons are sound, and decided whenever the ranges or known bits decide them")
    func comparisons() {
        for left in allValues {
            for right in allValues {
                let pairs: [(UInt64, UInt64)] = left.members.flatMap { l in right.members.map { (l, $0) } }
                let equal: Set<Bool> = Set(pairs.map { $0.0 == $0.1 })
                let less: Set<Bool> = Set(pairs.map { $0.0 < $0.1 })
                #expect(Value.equal(left.value, right.value) == (equal.count == 1 ? equal.first : nil))
                #expect(Value.less(left.value, right.value) == (less.count == 1 ? less.first : nil))
            }
        }
    }

    @Test("a known zero decides an AND, a known one an OR")
    func determinate() {
        #expect(Value.unknown(.u64) & .known(0) == .known(0))
        #expect(Value.unknown(.bool) | .known(1) == .known(1))
        #expect((Value.unknown(.u8) & .known(0xf0)).unknown == 0xf0)
    }
}

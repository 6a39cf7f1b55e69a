// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension Value {
    public static func & (left: Value, right: Value) -> Value {
        let possible: UInt64 = left.maximum & right.maximum
        return Value(bits: left.bits & right.bits, unknown: possible & ~(left.bits & right.bits))
    }

    public static func | (left: Value, right: Value) -> Value {
        let set: UInt64 = left.bits | right.bits
        return Value(bits: set, unknown: (left.unknown | right.unknown) & ~set)
    }

    public static func ^ (left: Value, right: Value) -> Value {
        Value(bits: left.bits ^ right.bits, unknown: left.unknown | right.unknown)
    }

    /// The sum, not yet cut to the type.
    public static func &+ (left: Value, right: Value) -> Value {
        let least: UInt64 = left.bits &+ right.bits
        let carries: UInt64 = (least &+ left.unknown &+ right.unknown) ^ least
        return Value(bits: least, unknown: carries | left.unknown | right.unknown)
    }

    /// The difference, not yet cut to the type.
    public static func &- (left: Value, right: Value) -> Value {
        let difference: UInt64 = left.bits &- right.bits
        let borrows: UInt64 = (difference &+ left.unknown) ^ (difference &- right.unknown)
        return Value(bits: difference, unknown: borrows | left.unknown | right.unknown)
    }

    /// Only the bits that a value of the type has.
    public func cut(to mask: UInt64) -> Value { Value(bits: bits & mask, unknown: unknown & mask) }

    /// What is known when the value is one of the two.
    public static func either(_ left: Value, _ right: Value) -> Value {
        Value(bits: left.bits, unknown: left.unknown | right.unknown | (left.bits ^ right.bits))
    }

    /// The smaller one.
    public static func minimum(_ left: Value, _ right: Value) -> Value {
        if left.maximum <= right.minimum { return left }
        if right.maximum <= left.minimum { return right }
        return either(left, right)
    }

    /// Whether the two are equal; nil when that is not determined.
    public static func equal(_ left: Value, _ right: Value) -> Bool? {
        if (left.bits ^ right.bits) & ~(left.unknown | right.unknown) != 0 { return false }
        return left.isKnown && right.isKnown ? true : nil
    }

    /// Whether the left one is smaller; nil when that is not determined.
    public static func less(_ left: Value, _ right: Value) -> Bool? {
        if left.maximum < right.minimum { return true }
        if left.minimum >= right.maximum { return false }
        return nil
    }

    /// A truth value; nil is unknown.
    public init(_ truth: Bool?) {
        self = truth.map { .known($0 ? 1 : 0) } ?? .unknown(.bool)
    }

    /// Bit `index` modulo `width` of the value.
    public func bit(_ index: Value, width: Int) -> Value {
        var result: Value?
        for number: Int in 0..<width {
            // A bit of the value that the index cannot name does not count.
            let last: UInt64 = UInt64(width - 1)
            let differs: UInt64 = (index.bits ^ UInt64(number)) & ~index.unknown & last
            if differs != 0 { continue }
            let bit = Value(bits: bits >> UInt64(number) & 1, unknown: unknown >> UInt64(number) & 1)
            result = result.map { .either($0, bit) } ?? bit
        }
        return result!
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// A value of which single bits may be unknown.
///
/// What is known of a result is worked out bit by bit, as Linux's BPF verifier
/// does it in `kernel/bpf/tnum.c`: sound, and exact when every operand is known.
public struct Value: Hashable, Sendable {
    /// The bits that are known; 0 where a bit is unknown.
    public let bits: UInt64
    /// The bits that are unknown.
    public let unknown: UInt64

    @inline(__always)
    public init(bits: UInt64, unknown: UInt64) {
        self.bits = bits & ~unknown
        self.unknown = unknown
    }

    public static func known(_ bits: UInt64) -> Value { Value(bits: bits, unknown: 0) }

    /// No bit of a value of the type is known.
    public static func unknown(_ type: ValueType) -> Value { Value(bits: 0, unknown: type.mask) }

    public var isKnown: Bool { unknown == 0 }

    /// The value, if every bit is known.
    public var knownBits: UInt64? { isKnown ? bits : nil }

    /// The smallest and the largest value that this can be.
    public var minimum: UInt64 { bits }
    public var maximum: UInt64 { bits | unknown }
}

extension Value: CustomStringConvertible {
    public var description: String {
        let known: String = "0x" + String(bits, radix: 16)
        return isKnown ? known : known + " (unknown: 0x" + String(unknown, radix: 16) + ")"
    }
}

// SPDX-License-Identifier: GPL-2.0-only

/// The type of a value in a handler.
public enum ValueType: UInt8, Hashable, Sendable, CaseIterable {
    case bool, u8, u16, u32, u64

    /// Width in bits; a truth value counts as one.
    public var bits: Int {
        switch self {
        case .bool: 1
        case .u8: 8
        case .u16: 16
        case .u32: 32
        case .u64: 64
        }
    }

    /// All bits that a value of the type can have.
    public var mask: UInt64 { bits == 64 ? UInt64.max : (1 << UInt64(bits)) - 1 }
}

/// A Swift type that stands for a ``ValueType``.
public protocol Word: Sendable, Hashable {
    static var type: ValueType { get }
    /// The bits of the value, zero-extended.
    var bitPattern: UInt64 { get }
}

extension Bool: Word {
    public static let type: ValueType = .bool
    public var bitPattern: UInt64 { self ? 1 : 0 }
}
extension UInt8: Word {
    public static let type: ValueType = .u8
    public var bitPattern: UInt64 { UInt64(self) }
}
extension UInt16: Word {
    public static let type: ValueType = .u16
    public var bitPattern: UInt64 { UInt64(self) }
}
extension UInt32: Word {
    public static let type: ValueType = .u32
    public var bitPattern: UInt64 { UInt64(self) }
}
extension UInt64: Word {
    public static let type: ValueType = .u64
    public var bitPattern: UInt64 { self }
}

// SPDX-License-Identifier: GPL-2.0-only

/// A run of bits with a meaning.
public struct BitField<Value: Word>: Sendable, Hashable {
    public let declaration: BitRange

    /// - Parameters:
    ///   - name: the SDM's name of the bits.
    ///   - high: the highest bit.
    ///   - low: the lowest bit; the same as `high` when it is left out.
    public init(_ name: String, _ high: Int, _ low: Int? = nil) {
        let low: Int = low ?? high
        precondition(high >= low && low >= 0 && high < 64, "\(name): bits \(high):\(low) are no range")
        precondition(high - low + 1 <= Value.type.bits, "\(name): \(high - low + 1) bits do not fit \(Value.type)")
        declaration = BitRange(name: name, low: low, high: high)
    }
}

/// A named run of bits, without its Swift type.
public struct BitRange: Hashable, Sendable {
    public let name: String
    public let low: Int
    public let high: Int

    public init(name: String, low: Int, high: Int) {
        self.name = name
        self.low = low
        self.high = high
    }

    public var count: Int { high - low + 1 }

    /// The bits as a mask in place.
    public var mask: UInt64 {
        (count == 64 ? UInt64.max : (1 << UInt64(count)) - 1) << UInt64(low)
    }
}

/// A struct whose stored properties are all ``BitField`` values: the layout of a
/// qualification or of another word of information.
public protocol BitLayout: Sendable {
    init()
    /// The SDM's name of the word.
    static var name: String { get }
    /// What constants for its bits begin with; made from the name where it is not said.
    static var symbol: String { get }
    /// Bits of the whole word; 64 where it is not said.
    static var width: Int { get }
}

extension BitLayout {
    public static var symbol: String { BitLayoutDescription.symbol(for: name) }
    public static var width: Int { 64 }
}

extension BitLayout {
    /// The runs of bits in the order of their declaration, each with its Swift name.
    public static var fields: [(label: String, bits: BitRange)] {
        Mirror(reflecting: Self()).children.compactMap { child in
            guard let field = child.value as? any AnyBitField else { return nil }
            return (child.label ?? "", field.declaration)
        }
    }
}

protocol AnyBitField {
    var declaration: BitRange { get }
    var type: ValueType { get }
}

extension BitField: AnyBitField {
    var type: ValueType { Value.type }
}

/// The layout of a word that carries no information.
public struct NoLayout: BitLayout {
    public static let name: String = "none"
    public init() {}
}

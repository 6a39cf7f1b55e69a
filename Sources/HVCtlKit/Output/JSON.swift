// SPDX-License-Identifier: GPL-2.0-only

/// A JSON value without floating point: numbers are whole.
///
/// What may have more than 53 significant bits (MSRs, time stamps, words of
/// records) is written as text in hexadecimal, because most readers turn numbers
/// into binary64.
public enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    case signed(Int64)
    case unsigned(UInt64)
    case text(String)
    case array([JSON])
    /// Members in this order.
    case object([Member])

    /// A key with its value.
    public struct Member: Hashable, Sendable {
        public let key: String
        public let value: JSON

        public init(_ key: String, _ value: JSON) {
            self.key = key
            self.value = value
        }
    }

    /// Text, or null.
    static func optional(_ text: String?) -> JSON { text.map(JSON.text) ?? .null }

    /// A number, or null.
    static func optional(_ number: UInt32?) -> JSON { number.map { .unsigned(UInt64($0)) } ?? .null }

    /// A number as text, `0x` and hexadecimal digits.
    static func hexadecimal(_ number: UInt64) -> JSON { .text("0x" + String(number, radix: 16)) }
}

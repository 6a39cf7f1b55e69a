// SPDX-License-Identifier: GPL-2.0-only

/// A number with a name that both sides of the ABI use.
public struct ABIConstant: Hashable, Sendable {
    /// How the number is written.
    public enum Notation: Hashable, Sendable {
        case decimal
        case hexadecimal
    }

    /// Upper case, without the prefix of the ABI: `NAME_LEN`.
    public let symbol: String
    public let value: UInt32
    public let notation: Notation
    /// What the number is, without a full stop.
    public let summary: String
    public let location: SourceLocation

    public init(
        _ symbol: String, _ value: UInt32, notation: Notation = .decimal, _ summary: String,
        fileID: StaticString = #fileID, line: UInt = #line
    ) {
        self.symbol = symbol
        self.value = value
        self.notation = notation
        self.summary = summary
        self.location = SourceLocation(fileID, line)
    }
}

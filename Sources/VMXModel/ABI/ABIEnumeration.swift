// SPDX-License-Identifier: GPL-2.0-only

/// Numbers that share a meaning, for example the reasons why a start was refused.
public struct ABIEnumeration: Hashable, Sendable {
    /// One number of an enumeration.
    public struct Case: Hashable, Sendable {
        /// Upper case, without the prefix of the enumeration: `LOCKED_OFF`.
        public let symbol: String
        public let value: UInt32
        /// What the number says, without a full stop.
        public let summary: String
        /// What a person can do about it, in full sentences; nil where there is nothing to do.
        public let advice: String?
        public let location: SourceLocation

        public init(
            _ symbol: String, _ value: UInt32, _ summary: String, advice: String? = nil,
            fileID: StaticString = #fileID, line: UInt = #line
        ) {
            self.init(symbol, value, summary, advice: advice, at: SourceLocation(fileID, line))
        }

        /// For a number that something else declares, there.
        public init(
            _ symbol: String, _ value: UInt32, _ summary: String, advice: String? = nil, at location: SourceLocation
        ) {
            self.symbol = symbol
            self.value = value
            self.summary = summary
            self.advice = advice
            self.location = location
        }

        /// The word that tools print, for example `locked-off`; part of their interface.
        public var text: String { String(symbol.lowercased().map { $0 == "_" ? "-" : $0 }) }
    }

    /// Lower case, without the prefix of the ABI: `refusal_code`.
    public let name: String
    /// What stands between the prefix of the ABI and a symbol, for example `REFUSAL_`; may be empty.
    public let symbolPrefix: String
    public let summary: String
    public let cases: [Case]
    public let location: SourceLocation

    public init(
        _ name: String, symbolPrefix: String, _ summary: String, cases: [Case],
        fileID: StaticString = #fileID, line: UInt = #line
    ) {
        self.name = name
        self.symbolPrefix = symbolPrefix
        self.summary = summary
        self.cases = cases
        self.location = SourceLocation(fileID, line)
    }
}

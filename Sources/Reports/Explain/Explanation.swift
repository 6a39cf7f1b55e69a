// SPDX-License-Identifier: GPL-2.0-only

/// What the database says of one thing that was asked for, or of a value.
public struct Explanation: Encodable, Hashable, Sendable {
    public struct Fact: Encodable, Hashable, Sendable {
        public let name: String
        public let value: String
    }

    /// A run of bits of the value, or without a value of the layout.
    public struct Bits: Encodable, Hashable, Sendable {
        public let high: Int
        public let low: Int
        public let name: String
        /// In hexadecimal; nil when only the layout was asked for.
        public let value: String?
        /// What the value means, when it has a name.
        public let meaning: String?

        /// `31` or `10:8`.
        var place: String { high == low ? "\(high)" : "\(high):\(low)" }
    }

    /// `field`, `control`, `control word`, `exit`, `error`, `msr`, `layout`, `value`, `structure`, `rule` or
    /// `entry check`.
    public let kind: String
    public let title: String
    /// The value that was asked for, in hexadecimal.
    public let value: String?
    public let facts: [Fact]
    public let bits: [Bits]
    public let notes: [String]

    init(
        _ kind: String, _ title: String, value: String? = nil, _ facts: [(String, String?)] = [], bits: [Bits] = [],
        notes: [String] = []
    ) {
        self.kind = kind
        self.title = title
        self.value = value
        self.facts = facts.compactMap { name, value in value.map { Fact(name: name, value: $0) } }
        self.bits = bits
        self.notes = notes
    }

    /// Whether the other is nothing new: a field and its layout may have one name, and a value of both the same bits.
    func says(_ other: Explanation) -> Bool {
        self == other || value != nil && value == other.value && bits == other.bits
    }

    /// For people: a title, then a line a fact and a line a run of bits.
    public var text: String {
        var lines: [String] = [value.map { "\(title) = \($0)" } ?? title]
        let width: Int = facts.map(\.name.count).max() ?? 0
        for fact: Fact in facts { lines.append("  \(padded(fact.name, width))  \(fact.value)") }
        let values: Int = bits.compactMap(\.value?.count).max() ?? 0
        for run: Bits in bits {
            let value: String = values == 0 ? "" : padded(run.value ?? "", values) + "  "
            lines.append("  \(padded(run.place, 5))  \(value)\(run.name)" + (run.meaning.map { ": \($0)" } ?? ""))
        }
        return (lines + notes.map { "  " + $0 }).joined(separator: "\n") + "\n"
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

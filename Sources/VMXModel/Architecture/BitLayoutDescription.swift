// SPDX-License-Identifier: GPL-2.0-only

/// A bit layout as plain data, for outputs.
public struct BitLayoutDescription: Hashable, Sendable {
    public struct Field: Hashable, Sendable {
        /// The Swift name in lowerCamelCase.
        public let label: String
        public let bits: BitRange
        /// What a value of the bits is held in.
        public let type: ValueType

        public init(label: String, bits: BitRange, type: ValueType) {
            self.label = label
            self.bits = bits
            self.type = type
        }
    }

    public let name: String
    /// What constants for its bits begin with, for example `EPT_POINTER`.
    public let symbol: String
    /// Bits of the whole word: 16, 32 or 64.
    public let width: Int
    public let fields: [Field]

    public init?<Layout: BitLayout>(of layout: Layout.Type) {
        let fields: [Field] = Mirror(reflecting: Layout()).children.compactMap { child in
            guard let field = child.value as? any AnyBitField else { return nil }
            return Field(label: child.label ?? "", bits: field.declaration, type: field.type)
        }
        if fields.isEmpty { return nil }
        self.init(name: layout.name, symbol: layout.symbol, width: layout.width, fields: fields)
    }

    public init(name: String, symbol: String, width: Int, fields: [Field]) {
        for field: Field in fields {
            precondition(field.bits.high < width, "\(name): \(field.label) ends beyond \(width) bits")
        }
        self.name = name
        self.symbol = symbol
        self.width = width
        self.fields = fields
    }

    /// `Exit Qualification for EPT Violations` as `QUAL_EPT_VIOLATIONS`.
    static func symbol(for name: String) -> String {
        var words: [String] = name.split { !$0.isASCII || !($0.isLetter || $0.isNumber) }.map { $0.uppercased() }
        for (long, short) in [
            (["EXIT", "QUALIFICATION", "FOR"], "QUAL"), (["INSTRUCTION", "INFORMATION", "FOR"], "INFO"),
        ]
        where words.starts(with: long) {
            words = [short] + words.dropFirst(long.count).filter { $0 != "AND" }
        }
        return words.joined(separator: "_")
    }
}

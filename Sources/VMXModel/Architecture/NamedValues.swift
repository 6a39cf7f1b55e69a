// SPDX-License-Identifier: GPL-2.0-only

/// Values that the manual gives names to: memory types, activity states, vectors.
public struct NamedValues: Hashable, Sendable {
    public struct Value: Hashable, Sendable {
        /// The Swift name in lowerCamelCase.
        public let label: String
        /// In the words of the SDM.
        public let name: String
        public let number: UInt64

        public init(_ label: String, _ name: String, _ number: some BinaryInteger) {
            self.label = label
            self.name = name
            self.number = UInt64(number)
        }
    }

    /// Bits of a word that hold one of the values.
    public struct Use: Hashable, Sendable {
        /// The name of the layout.
        public let layout: String
        /// The Swift name of the bits.
        public let label: String

        public init<Layout: BitLayout>(_ layout: Layout.Type, _ label: String) {
            self.layout = layout.name
            self.label = label
        }
    }

    public let name: String
    /// What constants for the values begin with, for example `MEMORY_TYPE`.
    public let symbol: String
    /// By number.
    public let values: [Value]
    /// Bits that hold one of the values.
    public let uses: [Use]
    /// Fields of the VMCS that are one of the values.
    public let fields: [VMCSField]

    public init(
        _ name: String, _ symbol: String, _ values: [Value], uses: [Use] = [], fields: [VMCSField] = []
    ) {
        self.name = name
        self.symbol = symbol
        self.values = values
        self.uses = uses
        self.fields = fields
    }

    /// The manual's name of a number; nil when it gives none.
    public subscript(number: UInt64) -> Value? { values.first { $0.number == number } }
}

/// The layout of a field of the VMCS that holds more than one value.
public struct FieldLayout: Hashable, Sendable {
    public let field: VMCSField
    public let layout: BitLayoutDescription

    public init(_ field: VMCSField, _ layout: BitLayoutDescription) {
        self.field = field
        self.layout = layout
    }
}

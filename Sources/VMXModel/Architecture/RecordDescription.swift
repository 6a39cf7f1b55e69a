// SPDX-License-Identifier: GPL-2.0-only

/// A structure in memory that the processor reads or writes: the entry of an MSR list, a descriptor, a bitmap.
public struct RecordDescription: Hashable, Sendable {
    /// Bytes with a meaning.
    public struct Member: Hashable, Sendable {
        /// The SDM's name.
        public let name: String
        /// From the start of the structure, in bytes.
        public let offset: Int
        /// In bytes.
        public let size: Int
        /// Bytes of one element, where there are several.
        public let elementSize: Int
        /// What the bits of an element mean, when they do not make one value.
        public let layout: BitLayoutDescription?
        /// In lower case with underscores, for example `msr_index`.
        public let symbol: String

        /// - Parameters:
        ///   - elementSize: 8, 4, 2 or 1; the whole where that is one of them, else 1.
        ///   - symbol: made from the name where it is left out.
        public init(
            _ name: String, offset: Int, size: Int, _ layout: BitLayoutDescription? = nil, elementSize: Int? = nil,
            symbol: String? = nil
        ) {
            let elementSize: Int = elementSize ?? ([1, 2, 4, 8].contains(size) ? size : 1)
            precondition(size % elementSize == 0 && offset % elementSize == 0, "\(name): no whole elements")
            self.elementSize = elementSize
            self.symbol = symbol ?? BitLayoutDescription.symbol(for: name).lowercased()
            self.name = name
            self.offset = offset
            self.size = size
            self.layout = layout
        }
    }

    public let name: String
    /// In lower case with underscores, for example `msr_entry`.
    public let symbol: String
    /// In bytes.
    public let size: Int
    /// What its address is a multiple of; 1 when any address will do.
    public let alignment: Int
    /// In the order of their offsets. What no member covers is reserved.
    public let members: [Member]

    public init(_ name: String, size: Int, alignment: Int, symbol: String? = nil, _ members: [Member]) {
        precondition(alignment > 0 && alignment & (alignment - 1) == 0, "\(name): no alignment")
        var end: Int = 0
        for member in members {
            precondition(member.offset >= end, "\(name): \(member.name) begins inside what is before it")
            end = member.offset + member.size
        }
        precondition(end <= size, "\(name): its members end at \(end), beyond its \(size) bytes")
        self.name = name
        self.symbol = symbol ?? BitLayoutDescription.symbol(for: name).lowercased()
        self.size = size
        self.alignment = alignment
        self.members = members
    }
}

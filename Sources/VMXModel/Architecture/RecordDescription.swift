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
        /// What the bits of the bytes mean, when they do not make one value.
        public let layout: BitLayoutDescription?

        public init(_ name: String, offset: Int, size: Int, _ layout: BitLayoutDescription? = nil) {
            self.name = name
            self.offset = offset
            self.size = size
            self.layout = layout
        }
    }

    public let name: String
    /// In bytes.
    public let size: Int
    /// What its address is a multiple of; 1 when any address will do.
    public let alignment: Int
    /// In the order of their offsets. What no member covers is reserved.
    public let members: [Member]

    public init(_ name: String, size: Int, alignment: Int, _ members: [Member]) {
        precondition(alignment > 0 && alignment & (alignment - 1) == 0, "\(name): no alignment")
        var end: Int = 0
        for member in members {
            precondition(member.offset >= end, "\(name): \(member.name) begins inside what is before it")
            end = member.offset + member.size
        }
        precondition(end <= size, "\(name): its members end at \(end), beyond its \(size) bytes")
        self.name = name
        self.size = size
        self.alignment = alignment
        self.members = members
    }
}

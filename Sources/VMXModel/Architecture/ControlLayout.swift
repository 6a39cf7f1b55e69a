// SPDX-License-Identifier: GPL-2.0-only

/// Where `struct hv_controls` has each control word: those of 32 bits first, those of 64 bits behind them, each kind
/// in the order of the words' numbers. `Generated/arch/control_words.h` is made of this and asserts it; exit stubs
/// test controls at these places.
public struct ControlLayout: Hashable, Sendable {
    /// A word's place.
    public struct Member: Hashable, Sendable {
        public let word: ControlWordID
        /// Bytes from the start of the structure.
        public let offset: Int
        /// In bytes.
        public let size: Int
    }

    /// By their offsets.
    public let members: [Member]
    /// Where four bytes are unused, so that the words of 64 bits are aligned.
    public let padding: Int?
    /// Of the structure, in bytes.
    public let size: Int

    public init(_ words: [ControlWord]) {
        var members: [Member] = []
        var end = 0
        var padding: Int?
        for isWide: Bool in [false, true] {
            let size: Int = isWide ? 8 : 4
            if end % size != 0 {
                padding = end
                end += 4
            }
            for word: ControlWord in words.sorted(by: { $0.id < $1.id }) where word.isWide == isWide {
                members.append(Member(word: word.id, offset: end, size: size))
                end += size
            }
        }
        self.members = members
        self.padding = padding
        self.size = end
    }

    /// The word's place; nil when the architecture does not have it.
    public subscript(word: ControlWordID) -> Member? { members.first { $0.word == word } }
}

// SPDX-License-Identifier: GPL-2.0-only

/// Where the members of a structure are: what a C compiler does on x86-64, with
/// the padding that it would put in as something that can be asked for.
public struct ABILayout: Hashable, Sendable {
    /// A member's place.
    public struct Place: Hashable, Sendable {
        public let member: ABIMember
        /// From the start of the structure, in bytes.
        public let offset: Int
        /// In bytes.
        public let size: Int
        /// Bytes in front of the member that the compiler puts in.
        public let gap: Int
    }

    public let places: [Place]
    /// In bytes, with the compiler's padding at the end.
    public let size: Int
    /// Bytes at the end that the compiler puts in.
    public let tailGap: Int
    /// In bytes.
    public let alignment: Int

    public init(of structure: ABIStructure) {
        var places: [Place] = []
        var end: Int = 0
        var alignment: Int = 1
        for member in structure.members {
            let offset = Self.roundUp(end, to: member.type.alignment)
            places.append(
                Place(member: member, offset: offset, size: member.type.size, gap: offset - end))
            end = offset + member.type.size
            alignment = max(alignment, member.type.alignment)
        }
        self.places = places
        self.size = Self.roundUp(end, to: alignment)
        self.tailGap = size - end
        self.alignment = alignment
    }

    private static func roundUp(_ value: Int, to alignment: Int) -> Int {
        (value + alignment - 1) / alignment * alignment
    }
}

extension ABIType {
    /// In bytes.
    public var size: Int {
        switch self {
        case .u16: 2
        case .u32, .code: 4
        case .u64, .userPointer: 8
        case .text(let length): Int(length.value)
        case .structure(let structure): ABILayout(of: structure).size
        case .array(let element, let count): element.size * count
        }
    }

    /// Natural alignment, in bytes.
    public var alignment: Int {
        switch self {
        case .u16, .u32, .code, .u64, .userPointer: size
        case .text: 1
        case .structure(let structure): ABILayout(of: structure).alignment
        case .array(let element, _): element.alignment
        }
    }
}

extension ABIRequest {
    /// The number that `ioctl(2)` takes, on architectures with the generic layout
    /// (x86 among them): direction in 31:30, size in 29:16, magic in 15:8, number in 7:0.
    public func value(magic: UInt8) -> UInt32 {
        let direction: UInt32
        let size: UInt32
        switch argument {
        case .none: (direction, size) = (0, 0)
        case .read(let structure): (direction, size) = (1, UInt32(ABILayout(of: structure).size))
        case .readAndWritten(let structure): (direction, size) = (3, UInt32(ABILayout(of: structure).size))
        }
        return direction << 30 | size << 16 | UInt32(magic) << 8 | UInt32(number)
    }
}

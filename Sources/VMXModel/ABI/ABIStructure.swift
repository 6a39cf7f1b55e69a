// SPDX-License-Identifier: GPL-2.0-only

/// A structure that crosses the border between user space and the kernel.
public struct ABIStructure: Hashable, Sendable {
    /// Lower case, without the prefix of the ABI: `start`.
    public let name: String
    public let summary: String
    /// Paragraphs below the members, for what a line a member cannot say.
    public let discussion: String?
    public let members: [ABIMember]
    public let location: SourceLocation

    public init(
        _ name: String, _ summary: String, discussion: String? = nil, members: [ABIMember],
        fileID: StaticString = #fileID, line: UInt = #line
    ) {
        self.name = name
        self.summary = summary
        self.discussion = discussion
        self.members = members
        self.location = SourceLocation(fileID, line)
    }
}

/// A member of an ``ABIStructure``.
public struct ABIMember: Hashable, Sendable {
    /// Who writes a member.
    public enum Direction: Hashable, Sendable {
        /// User space; the kernel only reads it.
        case input
        /// The kernel.
        case output
        /// Both.
        case both
        /// Nobody: it is zero, and the kernel refuses anything else.
        case reserved
        /// Part of a structure that has no direction of its own.
        case plain
    }

    public let name: String
    public let type: ABIType
    public let direction: Direction
    public let summary: String
    public let location: SourceLocation

    public init(
        _ name: String, _ type: ABIType, _ direction: Direction, _ summary: String,
        fileID: StaticString = #fileID, line: UInt = #line
    ) {
        self.name = name
        self.type = type
        self.direction = direction
        self.summary = summary
        self.location = SourceLocation(fileID, line)
    }

    /// A member of a structure that has no direction of its own.
    public init(
        _ name: String, _ type: ABIType, _ summary: String, fileID: StaticString = #fileID, line: UInt = #line
    ) {
        self.init(name, type, .plain, summary, fileID: fileID, line: line)
    }

    /// The first member of an argument of an ioctl: how much of the structure the caller knows.
    public static func size(fileID: StaticString = #fileID, line: UInt = #line) -> ABIMember {
        ABIMember("size", .u32, .input, "sizeof the structure", fileID: fileID, line: line)
    }

    /// The second member of an argument of an ioctl: room for later.
    public static func flags(fileID: StaticString = #fileID, line: UInt = #line) -> ABIMember {
        ABIMember("flags", .u32, .reserved, "must be zero", fileID: fileID, line: line)
    }

    /// A gap, written down.
    public static func padding(
        _ type: ABIType, named name: String = "pad", fileID: StaticString = #fileID, line: UInt = #line
    ) -> ABIMember {
        ABIMember(name, type, .reserved, "must be zero", fileID: fileID, line: line)
    }
}

/// What a member holds.
public indirect enum ABIType: Hashable, Sendable {
    case u16
    case u32
    case u64
    /// A number of an enumeration, 32 bits wide.
    case code(ABIEnumeration)
    /// A text of at most this many bytes, its NUL included.
    case text(ABIConstant)
    case structure(ABIStructure)
    /// A fixed number of elements.
    case array(ABIType, Int)
    /// The address of an array in the caller's memory, 64 bits wide on every architecture.
    case userPointer(ABIPointee)
}

/// What a user pointer points to.
public enum ABIPointee: Hashable, Sendable {
    case structures(ABIStructure)
    case bytes
}

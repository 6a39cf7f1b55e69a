// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension Manifest {
    /// What user space and the module agree on, as programs see it: numbers, places and sizes.
    public struct Interface: Codable, Sendable {
        public struct Number: Codable, Hashable, Sendable {
            public var name: String
            public var value: UInt32
        }

        public struct Enumeration: Codable, Hashable, Sendable {
            public var name: String
            public var cases: [Number]
        }

        public struct Member: Codable, Hashable, Sendable {
            public var name: String
            /// For example `u32`, `refusal_code`, `u64[4]`, `text[32]`.
            public var type: String
            /// `input`, `output`, `both`, `reserved`, `plain`.
            public var direction: String
            /// From the start of the structure, in bytes.
            public var offset: Int
            /// In bytes.
            public var size: Int
        }

        public struct Structure: Codable, Hashable, Sendable {
            public var name: String
            /// In bytes.
            public var size: Int
            /// Whether its first member says how long it is.
            public var sized: Bool
            public var members: [Member]
        }

        public struct Request: Codable, Hashable, Sendable {
            public var name: String
            /// What `ioctl(2)` takes: direction, size of the structure, magic and number.
            public var code: String
            public var number: Int
            /// `none`, `read` or `read and written` by the module.
            public var access: String
            public var structure: String?
        }

        public struct Event: Codable, Hashable, Sendable {
            public var name: String
            public var number: Int
            public var words: [String]?
        }

        public var prefix: String
        public var magic: String
        public var constants: [Number]
        public var enumerations: [Enumeration]
        public var structures: [Structure]
        public var requests: [Request]
        public var retiredRequestNumbers: [Int]?
        public var events: [Event]
    }
}

extension Manifest.Interface {
    init(_ abi: ABIDescription, events: [EventKind]) {
        prefix = abi.prefix
        magic = hexadecimal(abi.magic)
        constants = abi.constants.map { Number(name: $0.symbol, value: $0.value) }
        enumerations = abi.enumerations.map { enumeration in
            Enumeration(
                name: enumeration.name,
                cases: enumeration.cases.map {
                    Number(name: enumeration.symbolPrefix + $0.symbol, value: $0.value)
                })
        }
        structures = abi.structures.map(Structure.init)
        requests = abi.requests.map { Request($0, magic: abi.magic) }
        retiredRequestNumbers = abi.retiredRequestNumbers.ifAny
        self.events = events.map { Event(name: $0.symbol, number: Int($0.number), words: $0.arguments.ifAny) }
    }
}

extension Manifest.Interface.Structure {
    init(_ structure: ABIStructure) {
        let layout = ABILayout(of: structure)
        name = structure.name
        size = layout.size
        // What `ABIMember.size()` declares.
        sized = structure.members.first.map { $0.name == "size" && $0.type == .u32 && $0.direction == .input } ?? false
        members = layout.places.map { place in
            Manifest.Interface.Member(
                name: place.member.name, type: place.member.type.text, direction: place.member.direction.text,
                offset: place.offset, size: place.size)
        }
    }
}

extension Manifest.Interface.Request {
    init(_ request: ABIRequest, magic: UInt8) {
        name = request.symbol
        code = hexadecimal(request.value(magic: magic))
        number = request.number
        switch request.argument {
        case .none: access = "none"
        case .read: access = "read"
        case .readAndWritten: access = "read and written"
        }
        structure = request.argument.structure?.name
    }
}

extension ABIType {
    fileprivate var text: String {
        switch self {
        case .u16: "u16"
        case .u32: "u32"
        case .u64: "u64"
        case .code(let enumeration): enumeration.name
        case .text(let length): "text[\(length.value)]"
        case .structure(let structure): structure.name
        case .array(let element, let count): "\(element.text)[\(count)]"
        case .userPointer(.structures(let structure)): "pointer to \(structure.name)"
        case .userPointer(.bytes): "pointer to bytes"
        }
    }
}

extension ABIMember.Direction {
    fileprivate var text: String {
        switch self {
        case .input: "input"
        case .output: "output"
        case .both: "both"
        case .reserved: "reserved"
        case .plain: "plain"
        }
    }
}

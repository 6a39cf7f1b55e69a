// SPDX-License-Identifier: GPL-2.0-only

extension JSON {
    /// RFC 8259, two blanks a level, in UTF-8; no line break at the end.
    public var serialized: String {
        var bytes: [UInt8] = []
        write(to: &bytes, level: 0)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The same in one line, for a stream of documents.
    public var line: String {
        var bytes: [UInt8] = []
        write(to: &bytes, level: nil)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// - Parameter level: how deep it is nested; nil when all of it goes into one line.
    private func write(to bytes: inout [UInt8], level: Int?) {
        let inner = level.map { $0 + 1 }
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .signed(let number): bytes += String(number).utf8
        case .unsigned(let number): bytes += String(number).utf8
        case .text(let text): Self.write(text, to: &bytes)
        case .array(let elements):
            Self.write(elements, between: ("[", "]"), to: &bytes, level: level) { $0.write(to: &$1, level: inner) }
        case .object(let members):
            Self.write(members, between: ("{", "}"), to: &bytes, level: level) { member, bytes in
                Self.write(member.key, to: &bytes)
                bytes += ": ".utf8
                member.value.write(to: &bytes, level: inner)
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element], between brackets: (String, String), to bytes: inout [UInt8], level: Int?,
        element: (Element, inout [UInt8]) -> Void
    ) {
        bytes += brackets.0.utf8
        for (index, item) in elements.enumerated() {
            if index > 0 { bytes += (level == nil ? ", " : ",").utf8 }
            if let level { breakLine(level + 1, &bytes) }
            element(item, &bytes)
        }
        if let level, !elements.isEmpty { breakLine(level, &bytes) }
        bytes += brackets.1.utf8
    }

    private static func breakLine(_ level: Int, _ bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\n"))
        for _ in 0..<(2 * level) { bytes.append(UInt8(ascii: " ")) }
    }

    private static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes += "\\\"".utf8
            case UInt8(ascii: "\\"): bytes += "\\\\".utf8
            case 0x0A: bytes += "\\n".utf8
            case 0x0D: bytes += "\\r".utf8
            case 0x09: bytes += "\\t".utf8
            case 0x00..<0x20, 0x7F:
                let digits = String(byte, radix: 16)
                let padding = String(repeating: "0", count: 4 - digits.count)
                bytes += "\\u\(padding)\(digits)".utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

// SPDX-License-Identifier: GPL-2.0-only

extension JSON {
    /// RFC 8259, two blanks a level, in UTF-8; no line break at the end.
    public var serialized: String {
        var bytes: [UInt8] = []
        write(to: &bytes, level: 0)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func write(to bytes: inout [UInt8], level: Int) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .signed(let number): bytes += String(number).utf8
        case .unsigned(let number): bytes += String(number).utf8
        case .text(let text): Self.write(text, to: &bytes)
        case .array(let elements):
            Self.write(elements, between: ("[", "]"), to: &bytes, level: level) { $0.write(to: &$1, level: level + 1) }
        case .object(let members):
            Self.write(members, between: ("{", "}"), to: &bytes, level: level) { member, bytes in
                Self.write(member.key, to: &bytes)
                bytes += ": ".utf8
                member.value.write(to: &bytes, level: level + 1)
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element], between brackets: (String, String), to bytes: inout [UInt8], level: Int,
        element: (Element, inout [UInt8]) -> Void
    ) {
        bytes += brackets.0.utf8
        for (index, item) in elements.enumerated() {
            bytes += (index == 0 ? "\n" : ",\n").utf8
            indent(level + 1, &bytes)
            element(item, &bytes)
        }
        if !elements.isEmpty {
            bytes.append(UInt8(ascii: "\n"))
            indent(level, &bytes)
        }
        bytes += brackets.1.utf8
    }

    private static func indent(_ level: Int, _ bytes: inout [UInt8]) {
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
                bytes += ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// How Swift's names become C's.
enum CName {
    /// `guestRIPValue` becomes `guest_rip_value`.
    static func snake(_ name: String) -> String {
        var result = ""
        let characters: [Character] = Array(name)
        for (index, character) in characters.enumerated() {
            if character.isUppercase {
                let previousIsLower: Bool = index > 0 && !characters[index - 1].isUppercase
                let nextIsLower: Bool =
                    index + 1 < characters.count && characters[index + 1].isLowercase
                if index > 0 && characters[index - 1] != "_" && (previousIsLower || nextIsLower) { result += "_" }
                result += character.lowercased()
            } else {
                result.append(character)
            }
        }
        return keywords.contains(result) ? result + "_" : result
    }

    /// An upper-case constant from words for people: `asked to stop` becomes `ASKED_TO_STOP`.
    static func constant(_ words: String, most: Int = 40) -> String {
        var result = ""
        for word: Substring in words.split(whereSeparator: { !$0.isASCII || !($0.isLetter || $0.isNumber) }) {
            let piece: String = word.uppercased()
            if !result.isEmpty && result.count + piece.count + 1 > most { break }
            result += (result.isEmpty ? "" : "_") + piece
        }
        return result
    }

    static func encoding(_ field: VMCSField) -> String { "HV_" + field.symbol }
    static func read(_ field: VMCSField) -> String { "hv_read_" + field.symbol.lowercased() }
    static func write(_ field: VMCSField) -> String { "hv_write_" + field.symbol.lowercased() }
    static func control(_ control: ControlBit) -> String { "HV_" + control.symbol }
    static func word(_ id: ControlWordID) -> String { snake(id.name) }
    static func native(_ native: Native) -> String { "hv_" + snake(native.name) }
    static func routine(_ routine: Routine) -> String { "hv_" + snake(routine.name) }

    static func type(_ type: ValueType) -> String {
        switch type {
        case .bool: "bool"
        case .u8: "u8"
        case .u16: "u16"
        case .u32: "u32"
        case .u64: "u64"
        }
    }

    static func hexadecimal(_ value: UInt64, digits: Int = 0) -> String {
        let text = String(value, radix: 16)
        return "0x" + String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    private static let keywords: Set<String> = [
        "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum", "extern",
        "float", "for", "goto", "if", "int", "long", "register", "return", "short", "signed", "sizeof", "static",
        "struct", "switch", "typedef", "union", "unsigned", "void", "volatile", "while", "bool", "vcpu", "regs",
        "state", "env",
    ]
}

// SPDX-License-Identifier: GPL-2.0-only

/// What names must be so that they can become names in C.
enum CIdentifier {
    /// C11's keywords, and words that gcc or the kernel's headers define as macros or types.
    static let reserved: Set<String> = [
        "alignas", "alignof", "asm", "auto", "bool", "break", "case", "char", "const", "continue", "current",
        "default", "do", "double", "else", "enum", "extern", "false", "float", "for", "goto", "i386", "if", "inline",
        "int", "linux", "long", "noreturn", "register", "restrict", "return", "s16", "s32", "s64", "s8", "short",
        "signed", "sizeof", "static", "struct", "switch", "true", "typedef", "typeof", "u16", "u32", "u64", "u8",
        "union", "unix", "unsigned", "void", "volatile", "while",
    ]

    /// What is wrong with a name that is to be in lowerCamelCase, as a predicate; nil when nothing is.
    static func problem(lowerCamelCase name: String) -> String? {
        guard let first = name.unicodeScalars.first else { return "is empty" }
        guard isLower(first), name.unicodeScalars.allSatisfy({ isLower($0) || isUpper($0) || isDigit($0) }) else {
            return "is not in lowerCamelCase"
        }
        return commonProblem(name)
    }

    /// What is wrong with a name in lower case with underscores.
    static func problem(lowerCase name: String) -> String? {
        guard let first = name.unicodeScalars.first else { return "is empty" }
        guard isLower(first), name.unicodeScalars.allSatisfy({ isLower($0) || isDigit($0) || $0 == "_" }) else {
            return "is no C identifier in lower case"
        }
        return commonProblem(name)
    }

    /// What is wrong with a name in upper case with underscores.
    static func problem(upperCase name: String) -> String? {
        guard let first = name.unicodeScalars.first else { return "is empty" }
        guard isUpper(first), name.unicodeScalars.allSatisfy({ isUpper($0) || isDigit($0) || $0 == "_" }) else {
            return "is no C identifier in upper case"
        }
        return name.count > mostCharacters ? "has more than \(mostCharacters) characters" : nil
    }

    /// Whether two names may become one in C, where words are joined by underscores.
    static func collide(_ first: String, _ second: String) -> Bool { first.lowercased() == second.lowercased() }

    static let mostCharacters: Int = 63

    private static func commonProblem(_ name: String) -> String? {
        if reserved.contains(name) { return "is a word that C or the kernel's headers keep for themselves" }
        return name.count > mostCharacters ? "has more than \(mostCharacters) characters" : nil
    }

    private static func isLower(_ scalar: Unicode.Scalar) -> Bool { ("a"..."z").contains(scalar) }
    private static func isUpper(_ scalar: Unicode.Scalar) -> Bool { ("A"..."Z").contains(scalar) }
    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
}

/// What texts must be so that they can become comments and strings in C.
enum CText {
    /// What is wrong with a text, as a predicate; nil when nothing is.
    static func problem(_ text: String) -> String? {
        if text.allSatisfy({ $0 == " " }) { return "is empty" }
        if text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value > 0x7e }) {
            return "is not printable ASCII in one line"
        }
        if text.contains("\"") || text.contains("\\") { return "has a quote or a backslash" }
        return text.contains("*/") || text.contains("/*") ? "begins or ends a C comment" : nil
    }
}

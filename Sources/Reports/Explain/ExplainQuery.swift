// SPDX-License-Identifier: GPL-2.0-only

/// What was asked: a subject, and perhaps a value of it.
struct ExplainQuery {
    /// As it was written, without blanks around.
    let subject: String
    /// The subject as names are compared: see ``normalized(_:)``.
    let name: String
    /// The subject as a number.
    let number: UInt64?
    let value: UInt64?

    init(_ text: String) throws(ExplainFailure) {
        let trimmed: String = Self.trimmed(text)
        guard !trimmed.isEmpty else { throw ExplainFailure("nothing was asked for", isEmpty: true) }
        guard trimmed.utf8.count <= 400 else { throw ExplainFailure("nothing in the database has so long a name") }
        let parts: [Substring] = trimmed.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        subject = Self.trimmed(String(parts[0]))
        name = Self.normalized(subject)
        guard !name.isEmpty else { throw ExplainFailure("'\(Self.printable(trimmed))' names nothing") }
        number = try? Self.number(subject)
        if parts.count == 2 {
            value = try Self.number(Self.trimmed(String(parts[1])))
        } else {
            value = nil
        }
    }

    /// The rest of the name behind one of the words that say what kind of thing is meant.
    func rest(behind words: String...) -> String? {
        for word: String in words where name.hasPrefix(word + " ") { return String(name.dropFirst(word.count + 1)) }
        return nil
    }

    /// A number in decimal, hexadecimal (`0x1f`, `1fH`) or binary (`0b11`), with or without `_`.
    static func number(_ text: String) throws(ExplainFailure) -> UInt64 {
        var digits: String = text.lowercased().filter { $0 != "_" }
        var radix: Int = 10
        if digits.hasPrefix("0x") {
            (digits, radix) = (String(digits.dropFirst(2)), 16)
        } else if digits.hasPrefix("0b") && !digits.hasSuffix("h") {
            (digits, radix) = (String(digits.dropFirst(2)), 2)
        } else if digits.hasSuffix("h") {
            (digits, radix) = (String(digits.dropLast()), 16)
        }
        let isNumber: Bool =
            !digits.isEmpty
            && digits.utf8.allSatisfy { byte in
                Int(String(UnicodeScalar(byte)), radix: radix) != nil
            }
        guard isNumber else {
            throw ExplainFailure("'\(printable(text))' is not a number; write 48, 0x30 or 30H")
        }
        guard let number = UInt64(digits, radix: radix) else {
            throw ExplainFailure("\(printable(text)) does not fit 64 bits")
        }
        return number
    }

    /// Lower case, and one blank for whatever is neither letter nor digit: `EPT_VIOLATION` and `EPT violation` are
    /// the same.
    static func normalized(_ name: String) -> String {
        var result: String = ""
        var isGap: Bool = false
        for scalar: Unicode.Scalar in name.unicodeScalars {
            let isWord: Bool = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
            if !isWord {
                isGap = true
                continue
            }
            if isGap && !result.isEmpty { result.append(" ") }
            isGap = false
            result += String(Character(scalar)).lowercased()
        }
        return result
    }

    /// For messages: not too long, and nothing that moves the cursor.
    static func printable(_ text: String) -> String {
        var result: String = ""
        for scalar: Unicode.Scalar in text.unicodeScalars.prefix(60) {
            let isPrintable: Bool =
                scalar.value >= 0x20 && scalar.value != 0x7f && !(0x80...0x9f).contains(scalar.value)
            result.unicodeScalars.append(isPrintable ? scalar : "?")
        }
        return text.unicodeScalars.count > 60 ? result + "…" : result
    }

    private static func trimmed(_ text: String) -> String {
        String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}

/// Why a question cannot be answered, as a sentence without a full stop.
public struct ExplainFailure: Error, Hashable, Sendable {
    public let message: String
    /// Whether there was no question.
    public let isEmpty: Bool
    /// Whether a name is at fault, so that near ones help.
    public let isUnknownName: Bool

    init(_ message: String, isEmpty: Bool = false, isUnknownName: Bool = false) {
        self.message = message
        self.isUnknownName = isUnknownName
        self.isEmpty = isEmpty
    }
}

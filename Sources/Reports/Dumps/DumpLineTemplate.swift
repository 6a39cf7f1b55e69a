// SPDX-License-Identifier: GPL-2.0-only

/// A line of a kernel log that has values.
///
/// For example `CR3 = 0x{GUEST_CR3:16}`: the digits of a value and the symbol of its field. A run of blanks stands for
/// one or more. Of a line that is cut off, what comes before the cut counts: a value with fewer digits than the kernel
/// prints is none.
struct DumpLineTemplate: Sendable {
    private enum Part: Sendable {
        case literal([UInt8])
        case blanks
        /// The field's symbol, `_` for none, and the fewest and the most digits.
        case value(String, digits: ClosedRange<Int>)
    }

    /// What a line has for a template.
    struct Match {
        /// Where the template begins in the line.
        let start: Int
        /// In the order of the line.
        let values: [(symbol: String, value: UInt64)]
        /// What follows the last value.
        let rest: String
    }

    /// Unlike any other's.
    let name: String
    private let parts: [Part]
    private let first: [UInt8]

    /// Every symbol of a field in the template.
    var symbols: [String] {
        parts.compactMap { if case .value(let symbol, _) = $0, symbol != "_" { symbol } else { nil } }
    }

    init(_ name: String, _ text: String) {
        self.name = name
        var parts: [Part] = []
        var literal: [UInt8] = []
        func flush() {
            if !literal.isEmpty { parts.append(.literal(literal)) }
            literal = []
        }
        var rest: Substring = text[...]
        while let character = rest.first {
            if character == "{", let end = rest.firstIndex(of: "}") {
                flush()
                let inside: [Substring] = rest[rest.index(after: rest.startIndex)..<end].split(separator: ":")
                let bounds: [Int] = inside.count == 2 ? inside[1].split(separator: "-").compactMap { Int($0) } : []
                precondition(!bounds.isEmpty, "\(text): {SYMBOL:DIGITS} or {SYMBOL:FEWEST-MOST}")
                parts.append(.value(String(inside[0]), digits: bounds[0]...bounds[bounds.count - 1]))
                rest = rest[rest.index(after: end)...]
            } else if character == " " {
                flush()
                parts.append(.blanks)
                rest = rest.drop { $0 == " " }
            } else {
                literal += Array(String(character).utf8)
                rest = rest.dropFirst()
            }
        }
        flush()
        guard case .literal(let first)? = parts.first else { preconditionFailure("\(text) begins with a value") }
        self.parts = parts
        self.first = first
    }

    /// What the line has; nil when the template does not begin in it, or no value is whole.
    func match(_ line: [UInt8]) -> Match? {
        var start = 0
        while let found = Self.find(first, in: line, from: start) {
            if Self.isPrefix(line[..<found]), let match = match(line, at: found) { return match }
            start = found + 1
        }
        return nil
    }

    private func match(_ line: [UInt8], at start: Int) -> Match? {
        var place: Int = start
        var values: [(symbol: String, value: UInt64)] = []
        var matched = 0
        loop: for part: Part in parts {
            switch part {
            case .literal(let text):
                guard Self.has(text, line, at: place) else { break loop }
                place += text.count
            case .blanks:
                let blanks: Int = line[place...].prefix { $0 == 0x20 || $0 == 0x09 }.count
                if blanks == 0 { break loop }
                place += blanks
            case .value(let symbol, let digits):
                let run: ArraySlice<UInt8> = line[place...].prefix { Self.digit($0) != nil }
                let next: Int = place + run.count
                let isWord: Bool = next < line.count && Self.isWordCharacter(line[next])
                guard digits.contains(run.count), run.count <= 16, !isWord else { break loop }
                let value: UInt64 = run.reduce(0) { $0 << 4 | Self.digit($1)! }
                values.append((symbol, value))
                place = next
            }
            matched += 1
        }
        // A line without values is whole or another.
        if values.isEmpty && matched < parts.count { return nil }
        return Match(start: start, values: values, rest: String(decoding: line[place...], as: UTF8.self))
    }

    /// Whether what stands before is a time, a name or a quotation, not the first half of the same line.
    private static func isPrefix(_ text: ArraySlice<UInt8>) -> Bool {
        guard let last = text.last(where: { $0 != 0x20 && $0 != 0x09 }) else { return true }
        return [UInt8(ascii: "]"), UInt8(ascii: ":"), UInt8(ascii: ">"), UInt8(ascii: "|")].contains(last)
    }

    // Plain loops: a log may have a million lines, and an unoptimised build is slow at anything else.
    private static func find(_ wanted: [UInt8], in line: [UInt8], from start: Int) -> Int? {
        let first: UInt8 = wanted[0]
        var place: Int = start
        while place + wanted.count <= line.count {
            if line[place] == first && has(wanted, line, at: place) { return place }
            place += 1
        }
        return nil
    }

    private static func has(_ wanted: [UInt8], _ line: [UInt8], at place: Int) -> Bool {
        if place + wanted.count > line.count { return false }
        var index = 0
        while index < wanted.count {
            if line[place + index] != wanted[index] { return false }
            index += 1
        }
        return true
    }

    /// Which bytes a line has: most templates begin with one that it lacks.
    func mayMatch(_ bytes: [Bool]) -> Bool { first.allSatisfy { bytes[Int($0)] } }

    static func digit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case 0x30...0x39: UInt64(byte - 0x30)
        case 0x61...0x66: UInt64(byte - 0x61 + 10)
        case 0x41...0x46: UInt64(byte - 0x41 + 10)
        default: nil
        }
    }

    private static func isWordCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x5f: true
        default: false
        }
    }
}

// SPDX-License-Identifier: GPL-2.0-only

/// What `objdump -t -d -r -w --no-show-raw-insn` says of an object file.
public struct Disassembly: Sendable {
    /// One instruction in AT&T notation.
    ///
    /// For example `79: jmp 7e <observer_exit_entry+0x7e>` with the relocation `hv_vmresume_failed`.
    public struct Instruction: Hashable, Sendable {
        public let address: UInt64
        /// `lock`, `rep`, `notrack` and the like.
        public let prefixes: [String]
        public let mnemonic: String
        public let operands: [String]
        /// The symbol that the linker puts in, without what is added to it.
        public let symbol: String?

        /// As objdump prints it, and with the symbol in place of an address that is none yet.
        public var text: String {
            let operands: String = symbol != nil && isJumpOrCall ? symbol! : self.operands.joined(separator: ",")
            return (prefixes + [mnemonic, operands].filter { !$0.isEmpty }).joined(separator: " ")
        }
    }

    /// Instructions from one symbol to the next in a section.
    public struct Block: Hashable, Sendable {
        public let section: String
        public let name: String
        public let address: UInt64
        /// As the symbol table has it: without what aligns the next function. 0 for a mere label.
        public let size: Int
        public internal(set) var instructions: [Instruction]
    }

    /// A row of the symbol table. Two symbols may have one address; only one of them begins a block.
    public struct Symbol: Hashable, Sendable {
        public let section: String
        public let address: UInt64
        public let size: Int
    }

    public internal(set) var blocks: [Block] = []
    public internal(set) var symbols: [String: Symbol] = [:]

    public init(_ text: String) { parse(text) }
}

extension Disassembly.Instruction {
    /// CALL, JMP or a conditional jump.
    public var isJumpOrCall: Bool { mnemonic.hasPrefix("j") || isCall }
    public var isCall: Bool { mnemonic == "call" || mnemonic == "callq" }
    public var isJump: Bool { mnemonic == "jmp" || mnemonic == "jmpq" }
    public var isConditionalJump: Bool { mnemonic.hasPrefix("j") && !isJump }
    /// Through a register or memory.
    public var isIndirect: Bool { isJumpOrCall && operands.first?.hasPrefix("*") == true }

    /// Where a direct jump goes within the section.
    public var target: UInt64? {
        guard isJumpOrCall, !isIndirect, symbol == nil, let operand = operands.first else { return nil }
        return UInt64(operand, radix: 16)
    }
}

// MARK: Parsing

extension Disassembly {
    private static let prefixes: Set<String> = [
        "lock", "rep", "repz", "repnz", "notrack", "bnd", "data16", "addr32", "cs", "ds", "es", "ss", "fs", "gs", "rex",
        "rex.W",
    ]

    private mutating func parse(_ text: String) {
        var section = ""
        for line: Substring in text.split(separator: "\n") {
            if section.isEmpty, let (name, symbol) = Self.symbol(ofRow: line) {
                symbols[name] = symbol
            } else if line.hasPrefix("Disassembly of section ") {
                section = String(line.dropFirst("Disassembly of section ".count).dropLast())
            } else if let (address, name) = Self.heading(line) {
                blocks.append(
                    Block(
                        section: section, name: name, address: address, size: symbols[name]?.size ?? 0, instructions: []
                    ))
            } else if !blocks.isEmpty, let instruction = Self.instruction(line) {
                blocks[blocks.count - 1].instructions.append(instruction)
            }
        }
    }

    /// `0000000000000000 l     F .text<tab>0000000000000038 name`
    private static func symbol(ofRow line: Substring) -> (String, Symbol)? {
        let columns: [Substring] = line.split(separator: "\t")
        guard columns.count == 2, line.first?.isHexDigit == true else { return nil }
        let words: [Substring] = columns[1].split(separator: " ")
        let place: [Substring] = columns[0].split(separator: " ")
        guard let size = words.first.flatMap({ Int($0, radix: 16) }), let name = words.last,
            let address = place.first.flatMap({ UInt64($0, radix: 16) }), let section = place.last
        else { return nil }
        return (String(name), Symbol(section: String(section), address: address, size: size))
    }

    /// `0000000000000000 <name>:`
    private static func heading(_ line: Substring) -> (UInt64, String)? {
        guard line.hasSuffix(">:"), let open = line.firstIndex(of: "<"), !line.hasPrefix(" "),
            let address = UInt64(line[..<open].dropLast(), radix: 16)
        else { return nil }
        return (address, String(line[line.index(after: open)...].dropLast(2)))
    }

    /// `  79:<tab>jmp    7e <name+0x7e><tab>7a: R_X86_64_PLT32<tab>hv_vmresume_failed-0x4`
    private static func instruction(_ line: Substring) -> Instruction? {
        let columns: [Substring] = line.split(separator: "\t")
        guard columns.count >= 2, columns[0].hasSuffix(":"), !columns[1].contains(": R_X86"),
            let address = UInt64(columns[0].dropLast().filter { $0 != " " }, radix: 16)
        else { return nil }
        let isRelocated: Bool = columns.count >= 4 && columns[2].contains(": R_X86")
        let code: Substring = columns[1].prefix { $0 != "#" && $0 != "<" }
        var words: [Substring] = code.split(separator: " ")
        var found: [String] = []
        while words.count > 1, prefixes.contains(String(words[0])) { found.append(String(words.removeFirst())) }
        guard let mnemonic = words.first else { return nil }
        return Instruction(
            address: address, prefixes: found, mnemonic: String(mnemonic),
            operands: split(words.dropFirst().joined(separator: " ")),
            symbol: isRelocated ? symbol(columns[3]) : nil)
    }

    /// At the commas outside of parentheses.
    private static func split(_ operands: String) -> [String] {
        var result: [String] = []
        var depth = 0
        var current = ""
        for letter: Character in operands where letter != " " {
            if letter == "," && depth == 0 {
                result.append(current)
                current = ""
                continue
            }
            depth += letter == "(" ? 1 : letter == ")" ? -1 : 0
            current.append(letter)
        }
        return current.isEmpty ? result : result + [current]
    }

    /// `hv_vmresume_failed-0x4` is `hv_vmresume_failed`.
    private static func symbol(_ text: Substring) -> String {
        guard let sign = text.lastIndex(where: { $0 == "-" || $0 == "+" }), text[sign...].dropFirst().hasPrefix("0x")
        else { return String(text) }
        return String(text[..<sign])
    }
}

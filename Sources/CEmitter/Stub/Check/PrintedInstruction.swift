// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// A line of assembly in AT&T notation, taken apart.
///
/// For example `add HV_VCPU_REGS+0x20(%rsp), %rdi`.
struct PrintedInstruction {
    /// Without the comment.
    let text: String
    let mnemonic: String
    let operands: [String]

    /// Nil for a label and for an empty line.
    init?(_ line: String) {
        var code: Substring = line[...]
        if let comment = line.firstRange(of: "/*") { code = line[..<comment.lowerBound] }
        let words: [Substring] = code.split(maxSplits: 1) { $0 == "\t" || $0 == " " }
        guard let first = words.first, !first.hasSuffix(":") else { return nil }
        mnemonic = String(first)
        operands = words.count < 2 ? [] : Self.operands(words[1])
        text = ([mnemonic] + [operands.joined(separator: ", ")]).filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// What commas part, but for those within brackets.
    private static func operands(_ text: Substring) -> [String] {
        var depth: Int = 0
        var found: [String] = [""]
        for character: Character in text {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if character == "," && depth == 0 {
                found.append("")
            } else if character != "\t" && (character != " " || depth > 0) {
                found[found.count - 1].append(character)
            }
        }
        return found
    }

    /// Bytes of memory that an operand in memory stands for; nil when the line does not say.
    var accessSize: Int? {
        if mnemonic.hasPrefix("HVP_") { return 8 }
        if ["movz", "movs"].contains(where: mnemonic.hasPrefix), mnemonic.count == 6 {
            return Self.sizes[mnemonic.dropFirst(4).first!]
        }
        let registers: [Int] = operands.compactMap { Self.registers[$0] }
        if let size = registers.last { return size }
        guard StubInstructionSet.withSuffix(mnemonic) else { return nil }
        return mnemonic.last.flatMap { Self.sizes[$0] }
    }

    private static let sizes: [Character: Int] = ["b": 1, "w": 2, "l": 4, "q": 8]

    private static let registers: [String: Int] = {
        var all: [String: Int] = ["%rsp": 8, "%esp": 4]
        for register: Register in Register.allCases {
            for width: StubWidth in [.byte, .word, .long, .quad] {
                all["%" + register.name(width)] = width.rawValue / 8
            }
        }
        return all
    }()
}

/// Instructions that touch no memory but what their operands say, the macros of kmod/stub_asm.h, and those with which
/// a stub has ended and C begins.
enum StubInstructionSet {
    private static let plain: Set<String> = [
        "mov", "add", "adc", "sub", "sbb", "and", "or", "xor", "not", "neg", "inc", "dec", "cmp", "test", "shl", "shr",
        "sar", "rol", "ror", "bt", "btr", "bts", "btc", "xchg", "bswap", "imul",
    ]
    private static let others: Set<String> = [
        "lea", "movabs", "movzbl", "movzwl", "movzbq", "movzwq", "movsbl", "movswl", "movslq", "jmp", "HVP_VMREAD",
        "HVP_VMWRITE", "HVP_CPUID", "HVP_RDMSR", "HVP_WRMSR", "HV_VMRESUME", "HV_EXIT_CALL_LIGHT",
        "HV_EXIT_CALL_FULL",
    ]
    private static let conditions: Set<String> = [
        "e", "ne", "z", "nz", "b", "be", "a", "ae", "c", "nc", "s", "ns", "l", "le", "g", "ge", "o", "no",
    ]

    static func isKnown(_ mnemonic: String) -> Bool {
        plain.contains(mnemonic) || others.contains(mnemonic) || withSuffix(mnemonic) || isConditional(mnemonic)
    }

    /// For example `incq`: the size is in the name.
    static func withSuffix(_ mnemonic: String) -> Bool {
        "bwlq".contains(mnemonic.last!) && plain.contains(String(mnemonic.dropLast()))
    }

    /// Whether the last operand stays as it is.
    static func onlyReads(_ mnemonic: String) -> Bool {
        mnemonic.hasPrefix("cmp") || mnemonic.hasPrefix("test") || mnemonic == "bt" || mnemonic == "HVP_VMWRITE"
    }

    private static func isConditional(_ mnemonic: String) -> Bool {
        ["j", "set", "cmov"].contains {
            mnemonic.hasPrefix($0) && conditions.contains(String(mnemonic.dropFirst($0.count)))
        }
    }
}

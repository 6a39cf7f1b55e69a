// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// One instruction of a stub. A macro of `kmod/stub_asm.h` is one instruction too.
///
/// For example `mov $HV_GUEST_RIP, %esi`.
struct AssemblyInstruction: Hashable {
    let mnemonic: String
    var operands: [AssemblyOperand]
    /// What the instruction is for; empty when the one before says it.
    var note: String
    /// What it was made from; nil until it stands in its block.
    var origin: InstructionOrigin?
}

/// What an instruction was made from.
struct InstructionOrigin: Hashable {
    enum Purpose: Hashable {
        case step(StubOperation)
        case end(StubEnd)
        /// Values go to where a block that has its code already wants them.
        case crossing
        /// The exit reason, before anything is known.
        case arrival(VMCSField)
        /// The exit reason is compared with the number of one.
        case comparison(UInt16)
    }

    let purpose: Purpose
    /// Of the statement; nil where there is none.
    let location: SourceLocation?
}

/// An operand in AT&T notation.
enum AssemblyOperand: Hashable {
    case register(Register, StubWidth)
    /// A number or a constant of a header.
    case immediate(String)
    case memory(StubMemory)
    /// `offset` behind one register, or the sum of two, for LEA only.
    case address(offset: Int64, Register, Register?)
    case label(AssemblyLabel)

    var text: String {
        switch self {
        case .register(let register, let width): "%" + register.name(width)
        case .immediate(let text): "$" + text
        case .memory(let memory): memory.offset + "(%rsp)"
        case .address(let offset, let base, let index):
            Self.text(offset) + "(%" + base.rawValue + (index.map { ", %" + $0.rawValue } ?? "") + ")"
        case .label: preconditionFailure("a label has a name only when all are known")
        }
    }

    private static func text(_ offset: Int64) -> String {
        if offset == 0 { return "" }
        return (offset < 0 ? "-" : "") + CName.hexadecimal(offset.magnitude)
    }
}

/// Where a jump goes: to a block, or over an edge whose code is not decided yet.
enum AssemblyLabel: Hashable {
    case block(Int)
    case edge(Int)
    /// Where all stubs leave to the C dispatch.
    case slow
}

/// Instructions behind one label.
struct AssemblyBlock {
    let label: AssemblyLabel
    let name: String
    var instructions: [AssemblyInstruction]
}

extension Register {
    /// The name of the low bits of the register.
    func name(_ width: StubWidth) -> String {
        let name: String = rawValue
        if number >= 8 {
            switch width {
            case .byte: return name + "b"
            case .word: return name + "w"
            case .long: return name + "d"
            case .quad: return name
            }
        }
        let stem = String(name.dropFirst())
        switch width {
        case .byte: return stem.hasSuffix("x") ? String(stem.dropLast()) + "l" : stem + "l"
        case .word: return stem
        case .long: return "e" + stem
        case .quad: return name
        }
    }
}

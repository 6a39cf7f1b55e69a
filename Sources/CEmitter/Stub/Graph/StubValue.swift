// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Something that lives in a register while a stub runs: a guest register, whose
/// value has to be in its own register when the guest goes on, or a temporary.
///
/// A value is kept zero-extended to 64 bits; a truth value is 0 or 1. It may be
/// set more than once: a stub's graph has no SSA form, since it has no loops.
struct StubValue: Hashable, Comparable {
    /// 0 to 14: the guest registers in the order of `Register.allCases`; above: temporaries.
    let number: Int

    static func guest(_ register: Register) -> StubValue {
        StubValue(number: Register.allCases.firstIndex(of: register)!)
    }

    /// Every guest register that an exit leaves in place.
    static let guests: [StubValue] = Register.allCases.map(guest)

    /// Where a guest register's value lives; nil for a temporary.
    var home: Register? { number < Register.allCases.count ? Register.allCases[number] : nil }

    static func < (left: StubValue, right: StubValue) -> Bool { left.number < right.number }
}

/// How many bits an instruction works on.
enum StubWidth: Int, Hashable {
    case byte = 8
    case word = 16
    case long = 32
    case quad = 64

    init(_ type: ValueType) {
        switch type {
        case .bool, .u8: self = .byte
        case .u16: self = .word
        case .u32: self = .long
        case .u64: self = .quad
        }
    }

    /// The width of computations: shorter values are kept zero-extended.
    init(computing type: ValueType) { self = type == .u64 ? .quad : .long }

    var mask: UInt64 { self == .quad ? .max : (1 << UInt64(rawValue)) - 1 }
}

/// Memory at a fixed distance from RSP, which points at `struct hv_vcpu`.
/// A stub reaches no other memory.
struct StubMemory: Hashable {
    /// An expression for the assembler, for example `HV_VCPU_STATE + 0x50`.
    let offset: String

    static func slot(_ register: Register) -> StubMemory {
        StubMemory(offset: "HV_VCPU_\(register.rawValue.uppercased())")
    }

    static func state(_ offset: Int) -> StubMemory {
        StubMemory(offset: "HV_VCPU_STATE" + (offset == 0 ? "" : " + " + CName.hexadecimal(UInt64(offset))))
    }

    /// Sixteen bytes for what no longer matters at the end of a block.
    static func scratch(_ offset: Int = 0) -> StubMemory {
        StubMemory(offset: "HV_VCPU_SCRATCH" + (offset == 0 ? "" : " + \(offset)"))
    }

    var isScratch: Bool { offset.hasPrefix("HV_VCPU_SCRATCH") }

    /// The place of a sum, and the high half of it.
    static let sum = StubMemory(offset: "HV_VCPU_SUM")
    static let upperSum = StubMemory(offset: "HV_VCPU_SUM + 4")

    static func controls(_ offset: Int) -> StubMemory {
        StubMemory(offset: "HV_VCPU_CONTROLS" + (offset == 0 ? "" : " + \(offset)"))
    }
}

/// What an instruction takes beside a register.
enum StubOperand: Hashable {
    case value(StubValue)
    /// A constant that the instruction's width can encode.
    case immediate(UInt64)
    case memory(StubMemory)

    var value: StubValue? {
        if case .value(let value) = self { return value }
        return nil
    }
}

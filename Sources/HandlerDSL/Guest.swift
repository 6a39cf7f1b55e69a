// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// The guest's general-purpose registers.
///
///     guest.rax <- result          // all 64 bits
///     guest.eax <- eax             // bits 63:32 become 0, as the processor does it
public let guest: GuestRegisters = GuestRegisters()

public struct GuestRegisters: Sendable {
    public let rax: RegisterPlace = RegisterPlace(.rax)
    public let rcx: RegisterPlace = RegisterPlace(.rcx)
    public let rdx: RegisterPlace = RegisterPlace(.rdx)
    public let rbx: RegisterPlace = RegisterPlace(.rbx)
    public let rbp: RegisterPlace = RegisterPlace(.rbp)
    public let rsi: RegisterPlace = RegisterPlace(.rsi)
    public let rdi: RegisterPlace = RegisterPlace(.rdi)
    public let r8: RegisterPlace = RegisterPlace(.r8)
    public let r9: RegisterPlace = RegisterPlace(.r9)
    public let r10: RegisterPlace = RegisterPlace(.r10)
    public let r11: RegisterPlace = RegisterPlace(.r11)
    public let r12: RegisterPlace = RegisterPlace(.r12)
    public let r13: RegisterPlace = RegisterPlace(.r13)
    public let r14: RegisterPlace = RegisterPlace(.r14)
    public let r15: RegisterPlace = RegisterPlace(.r15)

    public let eax: LowRegisterPlace = LowRegisterPlace(.rax)
    public let ecx: LowRegisterPlace = LowRegisterPlace(.rcx)
    public let edx: LowRegisterPlace = LowRegisterPlace(.rdx)
    public let ebx: LowRegisterPlace = LowRegisterPlace(.rbx)

    /// The register whose number is only known at run time, as MOV CR has it; 4 is RSP.
    /// It forces a full save of the registers, so it is marked by its name.
    public func register<Index: Readable>(numbered index: Index) -> IndexedRegisterPlace {
        IndexedRegisterPlace(index: index.expression)
    }

    /// EDX:EAX as one value.
    public var edxEAX: Expr<UInt64> { edx.u64 << 32 | eax.u64 }
}

/// A 64-bit guest register.
public struct RegisterPlace: Place, Sendable {
    public typealias Value = UInt64
    let register: Register
    init(_ register: Register) { self.register = register }
    public var expression: Expression { .register(register) }
    public func assignment(of value: Expression) -> Statement.Kind { .setRegister(register, value) }
}

/// The low half of a guest register; writing it clears the high half.
public struct LowRegisterPlace: Place, Sendable {
    public typealias Value = UInt32
    let register: Register
    init(_ register: Register) { self.register = register }
    public var expression: Expression { .convert(.register(register), .u32) }
    public func assignment(of value: Expression) -> Statement.Kind { .setRegister(register, .convert(value, .u64)) }
}

/// A guest register by number.
public struct IndexedRegisterPlace: Place, Sendable {
    public typealias Value = UInt64
    let index: Expression
    public var expression: Expression { .indexedRegister(index) }
    public func assignment(of value: Expression) -> Statement.Kind { .setIndexedRegister(index, value) }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// SDM volume 3, table "Format of the VM-Exit Instruction-Information Field as Used for LIDT, LGDT, SIDT, or SGDT".
public struct DescriptorTableInformation: BitLayout {
    public static let name: String = "Instruction Information for LIDT, LGDT, SIDT, and SGDT"
    public static let width: Int = 32
    /// Logarithm of the factor.
    public let scaling: BitField<UInt8> = BitField("Scaling", 1, 0)
    /// 0, 1, 2 for 16, 32 and 64 bits.
    public let addressSize: BitField<UInt8> = BitField("Address size", 9, 7)
    /// 0 for 16 bits, 1 for 32; undefined in 64-bit mode.
    public let operandSize: BitField<UInt8> = BitField("Operand size", 11)
    /// 0 to 5 for ES, CS, SS, DS, FS, GS.
    public let segment: BitField<UInt8> = BitField("Segment register", 17, 15)
    public let index: BitField<UInt8> = BitField("IndexReg", 21, 18)
    public let indexIsInvalid: BitField<Bool> = BitField("IndexReg invalid", 22)
    public let base: BitField<UInt8> = BitField("BaseReg", 26, 23)
    public let baseIsInvalid: BitField<Bool> = BitField("BaseReg invalid", 27)
    /// 0 to 3 for SGDT, SIDT, LGDT, LIDT.
    public let instruction: BitField<UInt8> = BitField("Instruction identity", 29, 28)
    public init() {}
}

/// SDM volume 3, table "Format of the VM-Exit Instruction-Information Field as Used for LLDT, LTR, SLDT, and STR".
public struct SystemSegmentInformation: BitLayout {
    public static let name: String = "Instruction Information for LLDT, LTR, SLDT, and STR"
    public static let width: Int = 32
    /// Logarithm of the factor.
    public let scaling: BitField<UInt8> = BitField("Scaling", 1, 0)
    /// Only when `isRegister`.
    public let register: BitField<UInt8> = BitField("Reg1", 6, 3)
    /// 0, 1, 2 for 16, 32 and 64 bits.
    public let addressSize: BitField<UInt8> = BitField("Address size", 9, 7)
    public let isRegister: BitField<Bool> = BitField("Mem/Reg", 10)
    /// 0 to 5 for ES, CS, SS, DS, FS, GS.
    public let segment: BitField<UInt8> = BitField("Segment register", 17, 15)
    public let index: BitField<UInt8> = BitField("IndexReg", 21, 18)
    public let indexIsInvalid: BitField<Bool> = BitField("IndexReg invalid", 22)
    public let base: BitField<UInt8> = BitField("BaseReg", 26, 23)
    public let baseIsInvalid: BitField<Bool> = BitField("BaseReg invalid", 27)
    /// 0 to 3 for SLDT, STR, LLDT, LTR.
    public let instruction: BitField<UInt8> = BitField("Instruction identity", 29, 28)
    public init() {}
}

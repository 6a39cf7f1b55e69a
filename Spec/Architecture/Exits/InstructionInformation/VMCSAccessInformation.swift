// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// SDM volume 3, table "Format of the VM-Exit Instruction-Information Field as Used for VMREAD and VMWRITE".
public struct VMCSAccessInformation: BitLayout {
    public static let name: String = "Instruction Information for VMREAD and VMWRITE"
    public static let width: Int = 32
    /// Logarithm of the factor.
    public let scaling: BitField<UInt8> = BitField("Scaling", 1, 0)
    /// The register operand that is not the field's encoding; only when `isRegister`.
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
    /// The register that holds the field's encoding.
    public let encodingRegister: BitField<UInt8> = BitField("Reg2", 31, 28)
    public init() {}
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// SDM volume 3, table "Format of the VM-Exit Instruction-Information Field as Used for RDRAND, RDSEED, TPAUSE, and
/// UMWAIT".
public struct RegisterOperandInformation: BitLayout {
    public static let name: String = "Instruction Information for RDRAND, RDSEED, TPAUSE, and UMWAIT"
    public static let width: Int = 32
    public let register: BitField<UInt8> = BitField("Operand register", 6, 3)
    /// RDRAND and RDSEED: 0, 1, 2 for 16, 32 and 64 bits.
    public let operandSize: BitField<UInt8> = BitField("Operand size", 12, 11)
    public init() {}
}

/// SDM volume 3, table "Format of the VM-Exit Instruction-Information Field as Used for LOADIWKEY".
public struct LoadIWKeyInformation: BitLayout {
    public static let name: String = "Instruction Information for LOADIWKEY"
    public static let width: Int = 32
    /// The first XMM operand.
    public let first: BitField<UInt8> = BitField("Reg1", 6, 3)
    /// The second XMM operand.
    public let second: BitField<UInt8> = BitField("Reg2", 31, 28)
    public init() {}
}

/// The register operand of RDMSR and WRMSRNS with an immediate MSR address.
public struct MSRImmediateInformation: BitLayout {
    public static let name: String = "Instruction Information for RDMSR and WRMSRNS with Immediate Operand"
    public static let width: Int = 32
    public let register: BitField<UInt8> = BitField("Reg1", 6, 3)
    public init() {}
}

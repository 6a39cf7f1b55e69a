// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// SDM volume 3, table "Exit Qualification for Control-Register Accesses".
public struct ControlRegisterAccessQualification: BitLayout {
    public static let name: String = "Exit Qualification for Control-Register Accesses"
    public static let symbol: String = "QUAL_CR_ACCESS"
    /// 0 for CLTS and LMSW.
    public let controlRegister: BitField<UInt8> = BitField("Number of control register", 3, 0)
    /// One of ``ControlRegisterAccess``.
    public let accessType: BitField<UInt8> = BitField("Access type", 5, 4)
    /// LMSW only: 1 for an operand in memory.
    public let lmswOperandIsMemory: BitField<Bool> = BitField("LMSW operand type", 6)
    /// MOV CR only.
    public let register: BitField<UInt8> = BitField("General-purpose register", 11, 8)
    /// LMSW only.
    public let lmswSource: BitField<UInt16> = BitField("LMSW source data", 31, 16)
    public init() {}
}

/// Access types of ``ControlRegisterAccessQualification``.
public enum ControlRegisterAccess {
    public static let movTo: UInt8 = 0
    public static let movFrom: UInt8 = 1
    public static let clts: UInt8 = 2
    public static let lmsw: UInt8 = 3
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// SDM volume 3, table "Format of the VM-Exit Instruction-Information Field as Used for INS and OUTS".
///
/// Defined only where bit 54 of IA32_VMX_BASIC is 1; undefined for IN and OUT.
public struct StringIOInformation: BitLayout {
    public static let name: String = "Instruction Information for INS and OUTS"
    public static let width: Int = 32
    /// 0, 1, 2 for 16, 32 and 64 bits.
    public let addressSize: BitField<UInt8> = BitField("Address size", 9, 7)
    /// OUTS only: 0 to 5 for ES, CS, SS, DS, FS, GS.
    public let segment: BitField<UInt8> = BitField("Segment register", 17, 15)
    public init() {}
}

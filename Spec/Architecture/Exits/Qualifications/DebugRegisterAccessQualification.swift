// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// SDM volume 3, table "Exit Qualification for MOV DR".
public struct DebugRegisterAccessQualification: BitLayout {
    public static let name: String = "Exit Qualification for MOV DR"
    public let debugRegister: BitField<UInt8> = BitField("Number of debug register", 2, 0)
    /// 1 for MOV from DR.
    public let isRead: BitField<Bool> = BitField("Direction of access", 4)
    public let register: BitField<UInt8> = BitField("General-purpose register", 11, 8)
    public init() {}
}

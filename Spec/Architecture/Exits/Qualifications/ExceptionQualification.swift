// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// What an exit for #DB puts into the qualification, in the format of DR6.
///
/// For #PF the whole qualification is the linear address; read `vmcs.exit.qualification` then. For an NMI it is 0, or
/// the sources of the NMI on processors that report them.
/// SDM volume 3, table "Exit Qualification for Debug Exceptions".
public struct ExceptionQualification: BitLayout {
    public static let name: String = "Exit Qualification for Debug Exceptions"
    public let breakpoints: BitField<UInt8> = BitField("B3 - B0", 3, 0)
    public let busLock: BitField<Bool> = BitField("BLD", 11)
    public let registerAccess: BitField<Bool> = BitField("BD", 13)
    public let singleStep: BitField<Bool> = BitField("BS", 14)
    public let transactional: BitField<Bool> = BitField("RTM", 16)
    public init() {}
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// SDM volume 3, table "Exit Qualification for EPT Violations".
public struct EPTViolationQualification: BitLayout {
    public static let name: String = "Exit Qualification for EPT Violations"
    public static let symbol: String = "QUAL_EPT_VIOLATION"
    public let isRead: BitField<Bool> = BitField("Access was a data read", 0)
    public let isWrite: BitField<Bool> = BitField("Access was a data write", 1)
    public let isFetch: BitField<Bool> = BitField("Access was an instruction fetch", 2)
    public let wasReadable: BitField<Bool> = BitField("Guest-physical address was readable", 3)
    public let wasWritable: BitField<Bool> = BitField("Guest-physical address was writable", 4)
    public let wasExecutable: BitField<Bool> = BitField("Guest-physical address was executable", 5)
    /// Only with "mode-based execute control for EPT"; undefined without.
    public let wasUserExecutable: BitField<Bool> = BitField("Executable for user-mode linear addresses", 6)
    public let linearAddressIsValid: BitField<Bool> = BitField("Guest linear-address field is valid", 7)
    /// 0 for an access to a paging-structure entry; defined only when bit 7 is 1.
    public let isFinalAddress: BitField<Bool> = BitField("Access was to the translation of the linear address", 8)
    // Bits 11:9 need IA32_VMX_EPT_VPID_CAP bit 22, "advanced VM-exit information for EPT violations".
    public let isUserAddress: BitField<Bool> = BitField("User-mode linear address", 9)
    public let isWritableLinear: BitField<Bool> = BitField("Linear address is read/write", 10)
    public let isExecuteDisabled: BitField<Bool> = BitField("Linear address is execute-disable", 11)
    public let nmiUnblocking: BitField<Bool> = BitField("NMI unblocking due to IRET", 12)
    public let isShadowStackAccess: BitField<Bool> = BitField("Access was a shadow-stack access", 13)
    public let supervisorShadowStack: BitField<Bool> = BitField("Supervisor shadow stack in the EPT entry", 14)
    public let isPagingVerification: BitField<Bool> = BitField("Caused by guest-paging verification", 15)
    public let isAsynchronous: BitField<Bool> = BitField("Asynchronous to instruction execution", 16)
    public init() {}
}

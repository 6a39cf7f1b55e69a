// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

// Qualifications that tell two instructions of one reason apart, or hold the operand that failed, by the words of
// SDM volume 3, "Basic VM-Exit Information".

public struct WRMSRQualification: BitLayout {
    public static let name: String = "Exit Qualification for WRMSR and WRMSRNS"
    public let isNonSerializing: BitField<Bool> = BitField("WRMSRNS", 0)
    public init() {}
}

public struct WBINVDQualification: BitLayout {
    public static let name: String = "Exit Qualification for WBINVD and WBNOINVD"
    public let keepsCaches: BitField<Bool> = BitField("WBNOINVD", 0)
    public init() {}
}

/// The MSR whose access exited; 0 without "use MSR bitmaps".
public struct MSRListQualification: BitLayout {
    public static let name: String = "Exit Qualification for RDMSRLIST and WRMSRLIST"
    public let address: BitField<UInt32> = BitField("MSR index", 31, 0)
    public init() {}
}

/// What IA32_PASID held.
public struct ENQCMDQualification: BitLayout {
    public static let name: String = "Exit Qualification for ENQCMD"
    public let pasid: BitField<UInt32> = BitField("PASID", 19, 0)
    public init() {}
}

/// What the instruction read before the translation.
public struct ENQCMDSQualification: BitLayout {
    public static let name: String = "Exit Qualification for ENQCMDS"
    public let source: BitField<UInt32> = BitField("Low half of the source operand", 31, 0)
    public init() {}
}

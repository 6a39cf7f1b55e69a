// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// SDM volume 3, appendix "Miscellaneous Data".
public struct VMXMiscLayout: BitLayout {
    public static let name: String = "IA32_VMX_MISC"
    public static let symbol: String = "VMX_MISC"
    /// The timer counts down when this bit of the TSC changes.
    public let preemptionTimerRate: BitField<UInt8> = BitField("Rate of the VMX-preemption timer", 4, 0)
    public let savesLMA: BitField<Bool> = BitField("Exits store IA32_EFER.LMA", 5)
    public let activityHLT: BitField<Bool> = BitField("Activity state HLT", 6)
    public let activityShutdown: BitField<Bool> = BitField("Activity state shutdown", 7)
    public let activityWaitForSIPI: BitField<Bool> = BitField("Activity state wait-for-SIPI", 8)
    public let processorTrace: BitField<Bool> = BitField("Intel PT in VMX operation", 14)
    public let readsSMBASE: BitField<Bool> = BitField("RDMSR reads IA32_SMBASE in SMM", 15)
    public let cr3TargetValues: BitField<UInt16> = BitField("Number of CR3-target values", 24, 16)
    /// 512 times one more than this.
    public let msrListLength: BitField<UInt8> = BitField("Recommended maximum of MSRs in a list", 27, 25)
    public let unblocksSMI: BitField<Bool> = BitField("VMXOFF unblocks SMIs on demand", 28)
    public let writesAnyField: BitField<Bool> = BitField("VMWRITE writes any supported field", 29)
    public let zeroLengthInjection: BitField<Bool> = BitField("Injection with an instruction length of 0", 30)
    public let msegRevision: BitField<UInt32> = BitField("MSEG revision identifier", 63, 32)
    public init() {}
}

/// SDM volume 3, appendix "VPID and EPT Capabilities".
public struct EPTVPIDCapabilitiesLayout: BitLayout {
    public static let name: String = "IA32_VMX_EPT_VPID_CAP"
    public static let symbol: String = "VMX_EPT_VPID_CAP"
    public let executeOnly: BitField<Bool> = BitField("Execute-only translations", 0)
    public let pageWalkLength4: BitField<Bool> = BitField("Page-walk length of 4", 6)
    public let pageWalkLength5: BitField<Bool> = BitField("Page-walk length of 5", 7)
    public let uncacheable: BitField<Bool> = BitField("Uncacheable paging structures", 8)
    public let writeBack: BitField<Bool> = BitField("Write-back paging structures", 14)
    public let pages2M: BitField<Bool> = BitField("2-MByte pages", 16)
    public let pages1G: BitField<Bool> = BitField("1-GByte pages", 17)
    public let invept: BitField<Bool> = BitField("INVEPT", 20)
    public let accessedDirty: BitField<Bool> = BitField("Accessed and dirty flags", 21)
    public let advancedViolationInformation: BitField<Bool> = BitField("Advanced information for EPT violations", 22)
    public let supervisorShadowStack: BitField<Bool> = BitField("Supervisor shadow-stack control", 23)
    public let inveptSingleContext: BitField<Bool> = BitField("Single-context INVEPT", 25)
    public let inveptAllContexts: BitField<Bool> = BitField("All-context INVEPT", 26)
    public let invvpid: BitField<Bool> = BitField("INVVPID", 32)
    public let invvpidIndividualAddress: BitField<Bool> = BitField("Individual-address INVVPID", 40)
    public let invvpidSingleContext: BitField<Bool> = BitField("Single-context INVVPID", 41)
    public let invvpidAllContexts: BitField<Bool> = BitField("All-context INVVPID", 42)
    public let invvpidRetainingGlobals: BitField<Bool> = BitField("Single-context-retaining-globals INVVPID", 43)
    public let hlatPrefixSize: BitField<UInt8> = BitField("Maximum HLAT prefix size", 53, 48)
    public init() {}
}

/// SDM volume 3, table "Definitions of VM-Function Controls"; IA32_VMX_VMFUNC has the bits that may be 1.
public struct VMFunctionControls: BitLayout {
    public static let name: String = "VM-Function Controls"
    public let eptpSwitching: BitField<Bool> = BitField("EPTP switching", 0)
    public init() {}
}

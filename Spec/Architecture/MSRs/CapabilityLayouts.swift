// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

// SDM volume 3, appendix "VMX Capability Reporting Facility", and for IA32_FEATURE_CONTROL volume 4,
// "Architectural MSRs".

public struct FeatureControlLayout: BitLayout {
    public static let name: String = "IA32_FEATURE_CONTROL"
    public static let symbol: String = "FEATURE_CONTROL"
    public let locked: BitField<Bool> = BitField("Lock", 0)
    public let vmxInsideSMX: BitField<Bool> = BitField("Enable VMX inside SMX operation", 1)
    public let vmxOutsideSMX: BitField<Bool> = BitField("Enable VMX outside SMX operation", 2)
    public let senterFunctions: BitField<UInt8> = BitField("SENTER local function enables", 14, 8)
    public let senter: BitField<Bool> = BitField("SENTER global enable", 15)
    public let sgxLaunchControl: BitField<Bool> = BitField("SGX launch control enable", 17)
    public let sgx: BitField<Bool> = BitField("SGX global enable", 18)
    public let localMachineCheck: BitField<Bool> = BitField("LMCE on", 20)
    public init() {}
}

public struct VMXBasicLayout: BitLayout {
    public static let name: String = "IA32_VMX_BASIC"
    public static let symbol: String = "VMX_BASIC"
    public let revision: BitField<UInt32> = BitField("VMCS revision identifier", 30, 0)
    /// Bits 44:32, as Linux has it too; a comment in Bochs goes on to bit 47.
    public let regionSize: BitField<UInt16> = BitField("Size of the VMXON and VMCS regions", 44, 32)
    public let addressesAre32Bit: BitField<Bool> = BitField("Addresses are limited to 32 bits", 48)
    public let dualMonitorTreatment: BitField<Bool> = BitField("Dual-monitor treatment of SMIs and SMM", 49)
    public let memoryType: BitField<UInt8> = BitField("Memory type of VMX regions", 53, 50)
    public let reportsStringIO: BitField<Bool> = BitField("Information for exits due to INS and OUTS", 54)
    public let trueControls: BitField<Bool> = BitField("Default1 controls may be 0", 55)
    public let anyErrorCode: BitField<Bool> = BitField("Injection with or without an error code", 56)
    public let nestedExceptions: BitField<Bool> = BitField("Nested-exception bit of event identifications", 58)
    public init() {}
}

/// A control may be 0 where its bit of the low half is 0, and 1 where its bit of the high half is 1.
public struct AllowedSettingsLayout: BitLayout {
    public static let name: String = "Allowed settings of a control word"
    public static let symbol: String = "ALLOWED_SETTINGS"
    public let mustBe1: BitField<UInt32> = BitField("Allowed 0-settings", 31, 0)
    public let mayBe1: BitField<UInt32> = BitField("Allowed 1-settings", 63, 32)
    public init() {}
}

public struct FixedTo1Layout: BitLayout {
    public static let name: String = "Bits that must be 1"
    public static let symbol: String = "FIXED0"
    public let mustBe1: BitField<UInt64> = BitField("Bits fixed to 1", 63, 0)
    public init() {}
}

public struct MayBe1Layout: BitLayout {
    public static let name: String = "Bits that may be 1"
    public static let symbol: String = "ALLOWED1"
    public let mayBe1: BitField<UInt64> = BitField("Bits that may be 1", 63, 0)
    public init() {}
}

public struct VMCSEnumerationLayout: BitLayout {
    public static let name: String = "IA32_VMX_VMCS_ENUM"
    public static let symbol: String = "VMX_VMCS_ENUM"
    public let highestIndex: BitField<UInt16> = BitField("Highest index of any VMCS encoding", 9, 1)
    public init() {}
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

// Qualifications that are one value, by the words of SDM volume 3, "Basic VM-Exit Information".

/// The linear address that the instruction names.
public struct LinearAddressQualification: BitLayout {
    public static let name: String = "Exit Qualification for INVLPG"
    public let linearAddress: BitField<UInt64> = BitField("Linear address", 63, 0)
    public init() {}
}

/// The displacement of the memory operand; with RIP-relative addressing the whole address.
public struct DisplacementQualification: BitLayout {
    public static let name: String = "Exit Qualification for Memory Operands"
    public let displacement: BitField<UInt64> = BitField("Displacement of the memory operand", 63, 0)
    public init() {}
}

/// The address of the MSR that an instruction names by another way than ECX.
public struct MSRAddressQualification: BitLayout {
    public static let name: String = "Exit Qualification for MSR Accesses without ECX"
    public let address: BitField<UInt32> = BitField("MSR address", 31, 0)
    public init() {}
}

/// SDM volume 3, "VM-Entry Failures During or After Loading Guest State".
public struct GuestStateFailureQualification: BitLayout {
    public static let name: String = "Exit Qualification for VM-Entry Failures due to Invalid Guest State"
    public static let symbol: String = "QUAL_INVALID_GUEST_STATE"
    /// One of ``GuestStateFailure``.
    public let cause: BitField<UInt64> = BitField("Cause", 63, 0)
    public init() {}
}

/// Causes of ``GuestStateFailureQualification``.
public enum GuestStateFailure {
    public static let other: UInt64 = 0
    public static let pdpteLoading: UInt64 = 2
    public static let nmiInjection: UInt64 = 3
    public static let vmcsLinkPointer: UInt64 = 4
}

/// Which entry of the MSR list made VM entry fail; the first is 1.
public struct MSRLoadFailureQualification: BitLayout {
    public static let name: String = "Exit Qualification for VM-Entry Failures due to MSR Loading"
    public static let symbol: String = "QUAL_MSR_LOADING"
    public let entry: BitField<UInt64> = BitField("Number of the entry", 63, 0)
    public init() {}
}

/// SDM volume 3, table "Exit Qualification" for start-up IPIs.
public struct StartupIPIQualification: BitLayout {
    public static let name: String = "Exit Qualification for Start-Up IPIs"
    public let vector: BitField<UInt8> = BitField("SIPI vector", 7, 0)
    public init() {}
}

/// For a virtualized EOI, the vector of the interrupt that it ended.
public struct VirtualizedEOIQualification: BitLayout {
    public static let name: String = "Exit Qualification for Virtualized EOI"
    public let vector: BitField<UInt8> = BitField("Vector", 7, 0)
    public init() {}
}

/// For an APIC-write VM exit, the offset on the virtual-APIC page.
public struct APICWriteQualification: BitLayout {
    public static let name: String = "Exit Qualification for APIC-Write VM Exits"
    public let offset: BitField<UInt16> = BitField("Page offset of the write access", 11, 0)
    public init() {}
}

/// For MWAIT, whether MONITOR had armed the address-range monitoring hardware.
public struct MWAITQualification: BitLayout {
    public static let name: String = "Exit Qualification for MWAIT"
    public let isArmed: BitField<Bool> = BitField("Address-range monitoring hardware is armed", 0)
    public init() {}
}

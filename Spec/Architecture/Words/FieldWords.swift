// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

// Layouts of fields that hold more than one value, by the sections of SDM volume 3 on the VMCS.

/// SDM volume 3, "Guest Non-Register State".
public struct GuestInterruptStatus: BitLayout {
    public static let name: String = "Guest Interrupt Status"
    public static let width: Int = 16
    public let requesting: BitField<UInt8> = BitField("Requesting virtual interrupt (RVI)", 7, 0)
    public let servicing: BitField<UInt8> = BitField("Servicing virtual interrupt (SVI)", 15, 8)
    public init() {}
}

/// SDM volume 3, table "Format of Hypervisor-Managed Linear-Address Translation Pointer".
public struct HLATPointer: BitLayout {
    public static let name: String = "Hypervisor-Managed Linear-Address Translation Pointer"
    public static let symbol: String = "HLAT_POINTER"
    public let writeThrough: BitField<Bool> = BitField("PWT", 3)
    public let cacheDisable: BitField<Bool> = BitField("PCD", 4)
    /// Guest-physical.
    public let tableFrame: BitField<UInt64> = BitField("Page frame of the first HLAT paging structure", 51, 12)
    public init() {}
}

/// SDM volume 3, table "Format of Sub-Page-Permission-Table Pointer".
public struct SubPagePermissionTablePointer: BitLayout {
    public static let name: String = "Sub-Page-Permission-Table Pointer"
    public static let symbol: String = "SPP_TABLE_POINTER"
    public let tableFrame: BitField<UInt64> = BitField("Page frame of the root SPP table", 51, 12)
    public init() {}
}

/// SDM volume 3, table "Format of SEAM Shared EPT Pointer".
public struct SharedEPTPointer: BitLayout {
    public static let name: String = "SEAM Shared EPT Pointer"
    public static let symbol: String = "SHARED_EPT_POINTER"
    public let tableFrame: BitField<UInt64> = BitField("Page frame of the EPT PML4 or PML5 table", 51, 12)
    public init() {}
}

/// SDM volume 3, table "Structure of VMCS Component Encoding".
public struct FieldEncoding: BitLayout {
    public static let name: String = "VMCS Component Encoding"
    public static let symbol: String = "FIELD_ENCODING"
    public static let width: Int = 32
    /// 1 for the high half of a 64-bit field.
    public let isHigh: BitField<Bool> = BitField("Access type", 0)
    public let index: BitField<UInt16> = BitField("Index", 9, 1)
    /// A raw value of ``VMXModel/FieldGroup``.
    public let type: BitField<UInt8> = BitField("Type", 11, 10)
    /// A raw value of ``VMXModel/FieldWidth``.
    public let width: BitField<UInt8> = BitField("Width", 14, 13)
    public init() {}
}

/// SDM volume 3, "Virtualizing IPIs".
public struct PIDPointerTableEntry: BitLayout {
    public static let name: String = "PID-Pointer Table Entry"
    public static let symbol: String = "PID_POINTER_ENTRY"
    public let isValid: BitField<Bool> = BitField("Valid", 0)
    /// Divided by 64.
    public let descriptor: BitField<UInt64> = BitField("Address of the posted-interrupt descriptor", 51, 6)
    public init() {}
}

/// Bits 319:256 of the posted-interrupt descriptor, by SDM volume 3, table "Format of Posted-Interrupt Descriptor",
/// and Intel's specification of directed I/O, which has what software may use for itself in the former.
public struct PostedInterruptNotification: BitLayout {
    public static let name: String = "Notification of a Posted-Interrupt Descriptor"
    public static let symbol: String = "POSTED_INTERRUPT_NOTIFICATION"
    public let isOutstanding: BitField<Bool> = BitField("Outstanding notification (ON)", 0)
    public let isSuppressed: BitField<Bool> = BitField("Suppress notification (SN)", 1)
    public let vector: BitField<UInt8> = BitField("Notification vector (NV)", 23, 16)
    public let destination: BitField<UInt32> = BitField("Notification destination (NDST)", 63, 32)
    public init() {}
}

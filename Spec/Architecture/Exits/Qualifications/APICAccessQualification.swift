// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// SDM volume 3, table "Exit Qualification for APIC-Access VM Exits from Linear Accesses and Guest-Physical Accesses".
public struct APICAccessQualification: BitLayout {
    public static let name: String = "Exit Qualification for APIC-Access VM Exits"
    public static let symbol: String = "QUAL_APIC_ACCESS"
    /// Linear accesses only.
    public let offset: BitField<UInt16> = BitField("Offset of access within the APIC page", 11, 0)
    /// One of ``APICAccess``.
    public let accessType: BitField<UInt8> = BitField("Access type", 15, 12)
    public let isAsynchronous: BitField<Bool> = BitField("Asynchronous to instruction execution", 16)
    public init() {}
}

/// Access types of ``APICAccessQualification``.
public enum APICAccess {
    public static let linearRead: UInt8 = 0
    public static let linearWrite: UInt8 = 1
    public static let linearFetch: UInt8 = 2
    public static let linearDuringEventDelivery: UInt8 = 3
    public static let linearAsynchronous: UInt8 = 4
    public static let physicalDuringEventDelivery: UInt8 = 10
    public static let physicalAsynchronous: UInt8 = 11
    public static let physicalInstruction: UInt8 = 15
}

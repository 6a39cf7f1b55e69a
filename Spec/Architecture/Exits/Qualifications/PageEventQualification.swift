// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// SDM volume 3, table "Exit Qualification for Page-Modification Log-Full Events".
public struct PageModificationLogQualification: BitLayout {
    public static let name: String = "Exit Qualification for Page-Modification Log-Full Events"
    public static let symbol: String = "QUAL_PML_FULL"
    public let nmiUnblocking: BitField<Bool> = BitField("NMI unblocking due to IRET", 12)
    public let isAsynchronous: BitField<Bool> = BitField("Asynchronous to instruction execution", 16)
    public init() {}
}

/// SDM volume 3, table "Exit Qualification for SPP-Induced VM Exits".
public struct SubPagePermissionQualification: BitLayout {
    public static let name: String = "Exit Qualification for SPP-Induced VM Exits"
    public static let symbol: String = "QUAL_SPP"
    /// 1 for a miss, 0 for a misconfiguration.
    public let isMiss: BitField<Bool> = BitField("SPP VM exit type", 11)
    public let nmiUnblocking: BitField<Bool> = BitField("NMI unblocking due to IRET", 12)
    public let isAsynchronous: BitField<Bool> = BitField("Asynchronous to instruction execution", 16)
    public init() {}
}

/// SDM volume 3, "Exit Qualification for Instruction Timeout".
public struct InstructionTimeoutQualification: BitLayout {
    public static let name: String = "Exit Qualification for Instruction Timeouts"
    /// The guest state in the VMCS is corrupted: entering again is not safe.
    public let contextIsInvalid: BitField<Bool> = BitField("VM context is invalid", 0)
    public let nmiUnblocking: BitField<Bool> = BitField("NMI unblocking due to IRET", 12)
    public init() {}
}

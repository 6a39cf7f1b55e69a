// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// SDM volume 3, table "Format of Interruptibility State".
public struct InterruptibilityState: BitLayout {
    public static let name: String = "Interruptibility State"
    public static let width: Int = 32
    public let blockingBySTI: BitField<Bool> = BitField("Blocking by STI", 0)
    public let blockingByMovSS: BitField<Bool> = BitField("Blocking by MOV SS", 1)
    public let blockingBySMI: BitField<Bool> = BitField("Blocking by SMI", 2)
    public let blockingByNMI: BitField<Bool> = BitField("Blocking by NMI", 3)
    public let enclaveInterruption: BitField<Bool> = BitField("Enclave interruption", 4)
    public init() {}

    // The same as masks.
    public static let sti: UInt32 = 1 << 0
    public static let movSS: UInt32 = 1 << 1
    public static let smi: UInt32 = 1 << 2
    public static let nmi: UInt32 = 1 << 3
    public static let enclave: UInt32 = 1 << 4
}

/// Values of the guest's activity state.
///
/// SDM volume 3, "Guest Non-Register State".
public enum ActivityState {
    public static let active: UInt32 = 0
    public static let hlt: UInt32 = 1
    public static let shutdown: UInt32 = 2
    public static let waitForSIPI: UInt32 = 3
}

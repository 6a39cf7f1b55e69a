// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// SDM volume 3, table "Format of Exit Reason".
public struct ExitReasonWord: BitLayout {
    public static let name: String = "Exit Reason"
    public static let symbol: String = "EXIT_REASON_WORD"
    public static let width: Int = 32
    public let basicReason: BitField<UInt16> = BitField("Basic exit reason", 15, 0)
    public let busyShadowStack: BitField<Bool> = BitField("Shadow stack prematurely busy", 25)
    public let busLock: BitField<Bool> = BitField("Bus lock asserted", 26)
    public let enclaveMode: BitField<Bool> = BitField("Incident to enclave mode", 27)
    public let pendingMTF: BitField<Bool> = BitField("Pending MTF VM exit", 28)
    public let fromRootOperation: BitField<Bool> = BitField("VM exit from VMX root operation", 29)
    public let entryFailure: BitField<Bool> = BitField("VM-entry failure", 31)
    public init() {}
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// SDM volume 3, table "Format of Pending-Debug-Exceptions".
public struct PendingDebugExceptions: BitLayout {
    public static let name: String = "Pending Debug Exceptions"
    public let breakpoints: BitField<UInt8> = BitField("B3 - B0", 3, 0)
    public let busLock: BitField<Bool> = BitField("BLD", 11)
    public let enabledBreakpoint: BitField<Bool> = BitField("Enabled breakpoint", 12)
    public let singleStep: BitField<Bool> = BitField("BS", 14)
    public let transactional: BitField<Bool> = BitField("RTM", 16)
    public init() {}

    // The same as masks.
    public static let enabledBreakpointMask: UInt64 = 1 << 12
    public static let bs: UInt64 = 1 << 14
}

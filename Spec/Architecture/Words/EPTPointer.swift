// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// SDM volume 3, table "Format of Extended-Page-Table Pointer".
public struct EPTPointer: BitLayout {
    public static let name: String = "Extended-Page-Table Pointer"
    public static let symbol: String = "EPT_POINTER"
    /// One of ``MemoryType``: uncacheable or write-back.
    public let memoryType: BitField<UInt8> = BitField("EPT paging-structure memory type", 2, 0)
    /// One less than the length: 3 for four levels.
    public let walkLength: BitField<UInt8> = BitField("EPT page-walk length less 1", 5, 3)
    public let accessedDirty: BitField<Bool> = BitField("Accessed and dirty flags", 6)
    public let supervisorShadowStack: BitField<Bool> = BitField("Supervisor shadow-stack control", 7)
    /// The number of the page: bits above the physical-address width are reserved.
    public let tableFrame: BitField<UInt64> = BitField("Page frame of the EPT PML4 or PML5 table", 51, 12)
    public init() {}
}

/// Encodings of memory types in MTRRs, in the PAT and in EPT entries.
///
/// SDM volume 3, table "Memory Types That Can Be Encoded in MTRRs".
public enum MemoryType {
    public static let uncacheable: UInt8 = 0
    public static let writeCombining: UInt8 = 1
    public static let writeThrough: UInt8 = 4
    public static let writeProtected: UInt8 = 5
    public static let writeBack: UInt8 = 6
}

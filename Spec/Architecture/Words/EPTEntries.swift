// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// An entry of an EPT paging structure that refers to another one.
///
/// SDM volume 3, tables "Format of an EPT PML4 Entry", "… PDPT Entry that References an EPT Page Directory" and
/// "… Page-Directory Entry that References an EPT Page Table".
public struct EPTTableEntry: BitLayout {
    public static let name: String = "EPT entry that references a table"
    public static let symbol: String = "EPT_TABLE_ENTRY"
    public let isReadable: BitField<Bool> = BitField("Read access", 0)
    public let isWritable: BitField<Bool> = BitField("Write access", 1)
    /// With "mode-based execute control for EPT", for supervisor-mode linear addresses.
    public let isExecutable: BitField<Bool> = BitField("Execute access", 2)
    public let isPage: BitField<Bool> = BitField("Maps a page (0)", 7)
    public let isAccessed: BitField<Bool> = BitField("Accessed", 8)
    /// With "mode-based execute control for EPT".
    public let isUserExecutable: BitField<Bool> = BitField("Execute access for user-mode linear addresses", 10)
    public let tableFrame: BitField<UInt64> = BitField("Page frame of the table", 51, 12)
    public init() {}
}

/// An entry of an EPT paging structure that maps a page.
///
/// SDM volume 3, tables "Format of an EPT PDPT Entry that Maps a 1-GByte Page", "… Page-Directory Entry that Maps a
/// 2-MByte Page" and "… Page-Table Entry that Maps a 4-KByte Page".
public struct EPTPageEntry: BitLayout {
    public static let name: String = "EPT entry that maps a page"
    public static let symbol: String = "EPT_PAGE_ENTRY"
    public let isReadable: BitField<Bool> = BitField("Read access", 0)
    public let isWritable: BitField<Bool> = BitField("Write access", 1)
    /// With "mode-based execute control for EPT", for supervisor-mode linear addresses.
    public let isExecutable: BitField<Bool> = BitField("Execute access", 2)
    /// One of ``MemoryType``.
    public let memoryType: BitField<UInt8> = BitField("EPT memory type", 5, 3)
    public let ignoresPAT: BitField<Bool> = BitField("Ignore PAT", 6)
    /// Ignored for a page of 4 KBytes.
    public let isPage: BitField<Bool> = BitField("Maps a page", 7)
    public let isAccessed: BitField<Bool> = BitField("Accessed", 8)
    public let isDirty: BitField<Bool> = BitField("Dirty", 9)
    /// With "mode-based execute control for EPT".
    public let isUserExecutable: BitField<Bool> = BitField("Execute access for user-mode linear addresses", 10)
    /// The low 9 bits are reserved for a page of 2 MBytes, the low 18 for one of 1 GByte.
    public let pageFrame: BitField<UInt64> = BitField("Page frame", 51, 12)
    public let verifiesGuestPaging: BitField<Bool> = BitField("Verify guest paging", 57)
    public let pagingWrite: BitField<Bool> = BitField("Paging-write access", 58)
    public let supervisorShadowStack: BitField<Bool> = BitField("Supervisor shadow stack", 60)
    /// Pages of 4 KBytes only.
    public let subPageWrite: BitField<Bool> = BitField("Sub-page write permissions", 61)
    public let suppressesVE: BitField<Bool> = BitField("Suppress #VE", 63)
    public init() {}
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// SDM volume 3, table "Format of Access Rights".
public struct SegmentAccessRights: BitLayout {
    public static let name: String = "Access Rights"
    public static let width: Int = 32
    public let type: BitField<UInt8> = BitField("Segment type", 3, 0)
    /// 1 for code and data.
    public let isCodeOrData: BitField<Bool> = BitField("S - Descriptor type", 4)
    public let dpl: BitField<UInt8> = BitField("DPL - Descriptor privilege level", 6, 5)
    public let isPresent: BitField<Bool> = BitField("P - Segment present", 7)
    public let available: BitField<Bool> = BitField("AVL - Available for use by system software", 12)
    /// CS only; reserved in the others.
    public let isLong: BitField<Bool> = BitField("L - 64-bit mode active", 13)
    public let defaultSize: BitField<Bool> = BitField("D/B - Default operation size", 14)
    public let granularity: BitField<Bool> = BitField("G - Granularity", 15)
    public let isUnusable: BitField<Bool> = BitField("Segment unusable", 16)
    public init() {}

    // The same as masks.
    public static let dplMask: UInt32 = 0x60
    public static let present: UInt32 = 1 << 7
    public static let long: UInt32 = 1 << 13
    public static let unusable: UInt32 = 1 << 16
}

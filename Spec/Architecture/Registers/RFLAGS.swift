// SPDX-License-Identifier: GPL-2.0-only

/// Bits of RFLAGS.
///
/// SDM volume 1, "EFLAGS Register".
public enum RFLAGS {
    public static let cf: UInt64 = 1 << 0
    public static let fixed1: UInt64 = 1 << 1
    public static let pf: UInt64 = 1 << 2
    public static let af: UInt64 = 1 << 4
    public static let zf: UInt64 = 1 << 6
    public static let sf: UInt64 = 1 << 7
    public static let tf: UInt64 = 1 << 8
    public static let `if`: UInt64 = 1 << 9
    public static let df: UInt64 = 1 << 10
    public static let of: UInt64 = 1 << 11
    public static let nt: UInt64 = 1 << 14
    public static let rf: UInt64 = 1 << 16
    public static let vm: UInt64 = 1 << 17
    public static let ac: UInt64 = 1 << 18
    public static let vif: UInt64 = 1 << 19
    public static let vip: UInt64 = 1 << 20
    public static let id: UInt64 = 1 << 21
}

extension RFLAGS {
    /// CF, PF, AF, ZF, SF and OF: what VMX instructions set or clear.
    public static let arithmetic: UInt64 = 0x8d5
}

// SPDX-License-Identifier: GPL-2.0-only

/// Bits of CR4.
///
/// SDM volume 3, "Control Registers".
public enum CR4 {
    public static let vme: UInt64 = 1 << 0
    public static let pvi: UInt64 = 1 << 1
    public static let tsd: UInt64 = 1 << 2
    public static let de: UInt64 = 1 << 3
    public static let pse: UInt64 = 1 << 4
    public static let pae: UInt64 = 1 << 5
    public static let mce: UInt64 = 1 << 6
    public static let pge: UInt64 = 1 << 7
    public static let pce: UInt64 = 1 << 8
    public static let osfxsr: UInt64 = 1 << 9
    public static let osxmmexcpt: UInt64 = 1 << 10
    public static let umip: UInt64 = 1 << 11
    public static let la57: UInt64 = 1 << 12
    public static let vmxe: UInt64 = 1 << 13
    public static let smxe: UInt64 = 1 << 14
    public static let fsgsbase: UInt64 = 1 << 16
    public static let pcide: UInt64 = 1 << 17
    public static let osxsave: UInt64 = 1 << 18
    public static let kl: UInt64 = 1 << 19
    public static let smep: UInt64 = 1 << 20
    public static let smap: UInt64 = 1 << 21
    public static let pke: UInt64 = 1 << 22
    public static let cet: UInt64 = 1 << 23
    public static let pks: UInt64 = 1 << 24
    public static let uintr: UInt64 = 1 << 25
    public static let fred: UInt64 = 1 << 32
    /// ``pke`` by the name that CPUID shows it under.
    public static let ospke: UInt64 = pke
}

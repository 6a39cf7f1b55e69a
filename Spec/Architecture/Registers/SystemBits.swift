// SPDX-License-Identifier: GPL-2.0-only

/// Bits of IA32_DEBUGCTL.
///
/// SDM volume 3, "IA32_DEBUGCTL MSR".
public enum DEBUGCTL {
    public static let lbr: UInt64 = 1 << 0
    public static let btf: UInt64 = 1 << 1
    public static let busLockDetect: UInt64 = 1 << 2
    public static let tr: UInt64 = 1 << 6
    public static let bts: UInt64 = 1 << 7
    public static let btint: UInt64 = 1 << 8
    public static let freezeLBRsOnPMI: UInt64 = 1 << 11
    public static let freezePerfmonOnPMI: UInt64 = 1 << 12
    public static let freezeInSMM: UInt64 = 1 << 14
    public static let rtm: UInt64 = 1 << 15
}

/// Bits of IA32_EFER.
///
/// SDM volume 3, "Extended Feature Enable Register".
public enum EFER {
    public static let sce: UInt64 = 1 << 0
    public static let lme: UInt64 = 1 << 8
    public static let lma: UInt64 = 1 << 10
    public static let nxe: UInt64 = 1 << 11
}

/// Bits of XCR0.
///
/// SDM volume 1, "XCR0" and volume 2, "XSETBV", for what may be set together.
public enum XCR0 {
    public static let x87: UInt64 = 1 << 0
    public static let sse: UInt64 = 1 << 1
    public static let avx: UInt64 = 1 << 2
    public static let bndregs: UInt64 = 1 << 3
    public static let bndcsr: UInt64 = 1 << 4
    public static let opmask: UInt64 = 1 << 5
    public static let zmmHi256: UInt64 = 1 << 6
    public static let hi16ZMM: UInt64 = 1 << 7
    public static let pkru: UInt64 = 1 << 9
    public static let tilecfg: UInt64 = 1 << 17
    public static let tiledata: UInt64 = 1 << 18
    public static let apx: UInt64 = 1 << 19
}

/// Bits of DR6, which exits for #DB and pending debug exceptions have too.
///
/// SDM volume 3, "Debug Status Register (DR6)".
public enum DR6 {
    public static let b0: UInt64 = 1 << 0
    public static let b1: UInt64 = 1 << 1
    public static let b2: UInt64 = 1 << 2
    public static let b3: UInt64 = 1 << 3
    public static let busLock: UInt64 = 1 << 11
    public static let bd: UInt64 = 1 << 13
    public static let bs: UInt64 = 1 << 14
    public static let bt: UInt64 = 1 << 15
    public static let rtm: UInt64 = 1 << 16
}

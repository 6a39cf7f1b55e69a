// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Vectors of exceptions and of the NMI.
///
/// SDM volume 3, "Exception and Interrupt Vectors".
public enum Vector {
    public static let divideError: UInt8 = 0
    public static let debug: UInt8 = 1
    public static let nonMaskableInterrupt: UInt8 = 2
    public static let breakpoint: UInt8 = 3
    public static let overflow: UInt8 = 4
    public static let boundRange: UInt8 = 5
    public static let invalidOpcode: UInt8 = 6
    public static let deviceNotAvailable: UInt8 = 7
    public static let doubleFault: UInt8 = 8
    public static let invalidTSS: UInt8 = 10
    public static let segmentNotPresent: UInt8 = 11
    public static let stackFault: UInt8 = 12
    public static let generalProtection: UInt8 = 13
    public static let pageFault: UInt8 = 14
    public static let floatingPoint: UInt8 = 16
    public static let alignmentCheck: UInt8 = 17
    public static let machineCheck: UInt8 = 18
    public static let simdFloatingPoint: UInt8 = 19
    public static let virtualization: UInt8 = 20
    public static let controlProtection: UInt8 = 21
}

/// The vectors with their names, for outputs.
let vectors: [NamedValues.Value] = [
    NamedValues.Value("divideError", "#DE, divide error", Vector.divideError),
    NamedValues.Value("debug", "#DB, debug", Vector.debug),
    NamedValues.Value("nonMaskableInterrupt", "NMI", Vector.nonMaskableInterrupt),
    NamedValues.Value("breakpoint", "#BP, breakpoint", Vector.breakpoint),
    NamedValues.Value("overflow", "#OF, overflow", Vector.overflow),
    NamedValues.Value("boundRange", "#BR, BOUND range exceeded", Vector.boundRange),
    NamedValues.Value("invalidOpcode", "#UD, invalid opcode", Vector.invalidOpcode),
    NamedValues.Value("deviceNotAvailable", "#NM, device not available", Vector.deviceNotAvailable),
    NamedValues.Value("doubleFault", "#DF, double fault", Vector.doubleFault),
    NamedValues.Value("invalidTSS", "#TS, invalid TSS", Vector.invalidTSS),
    NamedValues.Value("segmentNotPresent", "#NP, segment not present", Vector.segmentNotPresent),
    NamedValues.Value("stackFault", "#SS, stack-segment fault", Vector.stackFault),
    NamedValues.Value("generalProtection", "#GP, general protection", Vector.generalProtection),
    NamedValues.Value("pageFault", "#PF, page fault", Vector.pageFault),
    NamedValues.Value("floatingPoint", "#MF, x87 floating-point error", Vector.floatingPoint),
    NamedValues.Value("alignmentCheck", "#AC, alignment check", Vector.alignmentCheck),
    NamedValues.Value("machineCheck", "#MC, machine check", Vector.machineCheck),
    NamedValues.Value("simdFloatingPoint", "#XM, SIMD floating-point exception", Vector.simdFloatingPoint),
    NamedValues.Value("virtualization", "#VE, virtualization exception", Vector.virtualization),
    NamedValues.Value("controlProtection", "#CP, control protection", Vector.controlProtection),
]

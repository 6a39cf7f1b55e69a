// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Memory-type range registers of fixed range, and those that turn all of them on.
///
/// SDM volume 3, "Memory Type Range Registers (MTRRs)".
public struct FixedMTRRs: Sendable {
    public let mtrrCap: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRRCAP", 0xfe)
    public let mtrrFix64K00000: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_FIX64K_00000", 0x250)
    public let mtrrFix16K80000: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_FIX16K_80000", 0x258)
    public let mtrrFix16KA0000: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_FIX16K_A0000", 0x259)
    public let mtrrFix4KC0000: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_FIX4K_C0000", 0x268)
    public let mtrrFix4KC8000: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_FIX4K_C8000", 0x269)
    public let mtrrFix4KD0000: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_FIX4K_D0000", 0x26a)
    public let mtrrFix4KD8000: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_FIX4K_D8000", 0x26b)
    public let mtrrFix4KE0000: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_FIX4K_E0000", 0x26c)
    public let mtrrFix4KE8000: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_FIX4K_E8000", 0x26d)
    public let mtrrFix4KF0000: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_FIX4K_F0000", 0x26e)
    public let mtrrFix4KF8000: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_FIX4K_F8000", 0x26f)
    public let mtrrDefType: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_DEF_TYPE", 0x2ff)
}

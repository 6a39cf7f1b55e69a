// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Memory-type range registers of variable range; bits 7:0 of IA32_MTRRCAP say how many a processor has.
///
/// SDM volume 3, "Memory Type Range Registers (MTRRs)".
public struct VariableMTRRs: Sendable {
    public let mtrrPhysBase0: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_PHYSBASE0", 0x200)
    public let mtrrPhysMask0: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_PHYSMASK0", 0x201)
    public let mtrrPhysBase1: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_PHYSBASE1", 0x202)
    public let mtrrPhysMask1: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_PHYSMASK1", 0x203)
    public let mtrrPhysBase2: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_PHYSBASE2", 0x204)
    public let mtrrPhysMask2: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_PHYSMASK2", 0x205)
    public let mtrrPhysBase3: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_PHYSBASE3", 0x206)
    public let mtrrPhysMask3: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_PHYSMASK3", 0x207)
    public let mtrrPhysBase4: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_PHYSBASE4", 0x208)
    public let mtrrPhysMask4: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_PHYSMASK4", 0x209)
    public let mtrrPhysBase5: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_PHYSBASE5", 0x20a)
    public let mtrrPhysMask5: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_PHYSMASK5", 0x20b)
    public let mtrrPhysBase6: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_PHYSBASE6", 0x20c)
    public let mtrrPhysMask6: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_PHYSMASK6", 0x20d)
    public let mtrrPhysBase7: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_PHYSBASE7", 0x20e)
    public let mtrrPhysMask7: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_PHYSMASK7", 0x20f)
    public let mtrrPhysBase8: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_PHYSBASE8", 0x210)
    public let mtrrPhysMask8: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_PHYSMASK8", 0x211)
    public let mtrrPhysBase9: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_PHYSBASE9", 0x212)
    public let mtrrPhysMask9: ModelSpecificRegister = ModelSpecificRegister("IA32_MTRR_PHYSMASK9", 0x213)
}

// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// Exits for VMX instructions, which look at the CPL only after they would have exited.
///
/// SDM volume 3, chapter "VMX Instruction Reference": each "Operation" has #UD first, then the VM
/// exit, then #GP for CPL > 0.
public struct VMXInstructionExits: Sendable {
    public let vmcall: Exit<NoLayout, NoLayout> = .instruction(
        18, "VMCALL", "EXIT_REASON_VMCALL", [.always], user: true)
    public let vmclear: Exit<DisplacementQualification, MemoryOperandInformation> = .instruction(
        19, "VMCLEAR", "EXIT_REASON_VMCLEAR", [.always], user: true)
    public let vmlaunch: Exit<NoLayout, NoLayout> = .instruction(
        20, "VMLAUNCH", "EXIT_REASON_VMLAUNCH", [.always], user: true)
    public let vmptrld: Exit<DisplacementQualification, MemoryOperandInformation> = .instruction(
        21, "VMPTRLD", "EXIT_REASON_VMPTRLD", [.always], user: true)
    public let vmptrst: Exit<DisplacementQualification, MemoryOperandInformation> = .instruction(
        22, "VMPTRST", "EXIT_REASON_VMPTRST", [.always], user: true)
    // With "VMCS shadowing" an encoding above bit 14 exits whatever the bitmaps say, so nothing prevents these two.
    public let vmread: Exit<DisplacementQualification, VMCSAccessInformation> = .instruction(
        23, "VMREAD", "EXIT_REASON_VMREAD", [.always], user: true)
    public let vmresume: Exit<NoLayout, NoLayout> = .instruction(
        24, "VMRESUME", "EXIT_REASON_VMRESUME", [.always], user: true)
    public let vmwrite: Exit<DisplacementQualification, VMCSAccessInformation> = .instruction(
        25, "VMWRITE", "EXIT_REASON_VMWRITE", [.always], user: true)
    public let vmxoff: Exit<NoLayout, NoLayout> = .instruction(
        26, "VMXOFF", "EXIT_REASON_VMOFF", [.always], user: true)
    public let vmxon: Exit<DisplacementQualification, MemoryOperandInformation> = .instruction(
        27, "VMXON", "EXIT_REASON_VMON", [.always], user: true)
    public let invept: Exit<DisplacementQualification, InvalidationInformation> = .instruction(
        50, "INVEPT", "EXIT_REASON_INVEPT", [.always], user: true, existsWhen: .msrBit(0x48c, 20))
    public let invvpid: Exit<DisplacementQualification, InvalidationInformation> = .instruction(
        53, "INVVPID", "EXIT_REASON_INVVPID", [.always], user: true, existsWhen: .msrBit(0x48c, 32))
    // Without "enable VM functions" it is #UD; with it, only a function that is off or fails exits.
    public let vmfunc: Exit<NoLayout, NoLayout> = .instruction(
        59, "VMFUNC", "EXIT_REASON_VMFUNC", [.when(controls.secondary.enableVMFunctions)], user: true,
        existsWhen: .supports(controls.secondary.enableVMFunctions))
}

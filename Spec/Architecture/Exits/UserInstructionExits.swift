// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// Exits for instructions that code at CPL 3 can execute, some only if the guest's kernel lets it
/// (CR4.TSD, CR4.PCE, CR4.UMIP, CR4.SMXE, IOPL).
public struct UserInstructionExits: Sendable {
    public let cpuid: Exit<NoLayout, NoLayout> = .instruction(
        10, "CPUID", "EXIT_REASON_CPUID", [.always], user: true)
    // SDM volume 2, "GETSEC": #UD unless CR4.SMXE, then the VM exit, then each leaf's check of the CPL.
    public let getsec: Exit<NoLayout, NoLayout> = .instruction(
        11, "GETSEC", "EXIT_REASON_GETSEC", [.always], user: true, existsWhen: .cpuid(CPUIDFeatures.smx),
        linux: .none)
    public let rdpmc: Exit<NoLayout, NoLayout> = .instruction(
        15, "RDPMC", "EXIT_REASON_RDPMC", [.when(controls.primary.rdpmcExiting)], user: true)
    public let rdtsc: Exit<NoLayout, NoLayout> = .instruction(
        16, "RDTSC", "EXIT_REASON_RDTSC", [.when(controls.primary.rdtscExiting)], user: true)
    // Exits only in SMM, where a VMM runs guests only under the dual-monitor treatment; #UD elsewhere.
    public let rsm: Exit<NoLayout, NoLayout> = .instruction(
        17, "RSM", "EXIT_REASON_RSM", [.dualMonitor], user: true, existsWhen: .msrBit(0x480, 49), linux: .none)
    // With I/O bitmaps an access that wraps around the port space exits whatever the bitmaps say.
    public let ioInstruction: Exit<IOInstructionQualification, StringIOInformation> = .instruction(
        30, "I/O instruction", "EXIT_REASON_IO_INSTRUCTION",
        [
            .all([.when(controls.primary.unconditionalIOExiting), .unless(controls.primary.useIOBitmaps)]),
            .all([.when(controls.primary.useIOBitmaps), .ioBitmap]), .when(controls.primary.useIOBitmaps),
        ],
        user: true, linearAddress: true)
    // PAUSE-loop exiting takes part only at CPL 0, PAUSE exiting at any.
    public let pause: Exit<NoLayout, NoLayout> = .instruction(
        40, "PAUSE", "EXIT_REASON_PAUSE_INSTRUCTION",
        [.when(controls.primary.pauseExiting), .when(controls.secondary.pauseLoopExiting)], user: true)
    public let gdtrOrIDTRAccess: Exit<DisplacementQualification, DescriptorTableInformation> = .instruction(
        46, "Access to GDTR or IDTR", "EXIT_REASON_GDTR_IDTR", [.when(controls.secondary.descriptorTableExiting)],
        user: true, existsWhen: .supports(controls.secondary.descriptorTableExiting))
    public let ldtrOrTRAccess: Exit<DisplacementQualification, SystemSegmentInformation> = .instruction(
        47, "Access to LDTR or TR", "EXIT_REASON_LDTR_TR", [.when(controls.secondary.descriptorTableExiting)],
        user: true, existsWhen: .supports(controls.secondary.descriptorTableExiting))
    public let rdtscp: Exit<NoLayout, NoLayout> = .instruction(
        51, "RDTSCP", "EXIT_REASON_RDTSCP",
        [.all([.when(controls.secondary.enableRDTSCP), .when(controls.primary.rdtscExiting)])], user: true,
        existsWhen: .supports(controls.secondary.enableRDTSCP))
    public let rdrand: Exit<NoLayout, RegisterOperandInformation> = .instruction(
        57, "RDRAND", "EXIT_REASON_RDRAND", [.when(controls.secondary.rdrandExiting)], user: true,
        existsWhen: .supports(controls.secondary.rdrandExiting))
    public let rdseed: Exit<NoLayout, RegisterOperandInformation> = .instruction(
        61, "RDSEED", "EXIT_REASON_RDSEED", [.when(controls.secondary.rdseedExiting)], user: true,
        existsWhen: .supports(controls.secondary.rdseedExiting))
    public let umwait: Exit<NoLayout, RegisterOperandInformation> = .instruction(
        67, "UMWAIT", "EXIT_REASON_UMWAIT",
        [.all([.when(controls.secondary.enableUserWaitAndPause), .when(controls.primary.rdtscExiting)])], user: true,
        existsWhen: .supports(controls.secondary.enableUserWaitAndPause))
    public let tpause: Exit<NoLayout, RegisterOperandInformation> = .instruction(
        68, "TPAUSE", "EXIT_REASON_TPAUSE",
        [.all([.when(controls.secondary.enableUserWaitAndPause), .when(controls.primary.rdtscExiting)])], user: true,
        existsWhen: .supports(controls.secondary.enableUserWaitAndPause))
    public let enqcmdPASIDTranslation: Exit<ENQCMDQualification, NoLayout> = .instruction(
        72, "ENQCMD PASID translation failure", "EXIT_REASON_ENQCMD_PASID",
        [.when(controls.secondary.enablePASIDTranslation)], user: true,
        existsWhen: .supports(controls.secondary.enablePASIDTranslation), linux: .none)
    // Xen's patches take the MSR from the qualification, as for the immediate forms; Bochs stores 0 there.
    // The bitmap of IA32_USER_MSR_CTL opens MSRs to CPL 3; the MSR bitmaps then decide as for RDMSR and WRMSR.
    public let urdmsr: Exit<MSRAddressQualification, MSRImmediateInformation> = .instruction(
        80, "URDMSR", "EXIT_REASON_URDMSR", [.msrBitmap(.read)], user: true,
        existsWhen: .cpuid(CPUIDFeatures.userMSR), linux: .none)
    public let uwrmsr: Exit<MSRAddressQualification, MSRImmediateInformation> = .instruction(
        81, "UWRMSR", "EXIT_REASON_UWRMSR", [.msrBitmap(.write)], user: true,
        existsWhen: .cpuid(CPUIDFeatures.userMSR), linux: .none)
}

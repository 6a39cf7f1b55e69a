// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// Exits for privileged instructions that came with later extensions: at CPL > 0 they fault before they would exit.
///
/// SDM volume 3, "Relative Priority of Faults and VM Exits".
public struct ExtendedPrivilegedExits: Sendable {
    public let invpcid: Exit<DisplacementQualification, InvalidationInformation> = .instruction(
        58, "INVPCID", "EXIT_REASON_INVPCID",
        [.all([.when(controls.secondary.enableINVPCID), .when(controls.primary.invlpgExiting)])], user: false,
        existsWhen: .supports(controls.secondary.enableINVPCID))
    public let encls: Exit<NoLayout, NoLayout> = .instruction(
        60, "ENCLS", "EXIT_REASON_ENCLS",
        [.all([.when(controls.secondary.enableENCLSExiting), .bitmap("ENCLS-exiting bitmap")])], user: false,
        existsWhen: .supports(controls.secondary.enableENCLSExiting))
    public let xsaves: Exit<DisplacementQualification, MemoryOperandInformation> = .instruction(
        63, "XSAVES", "EXIT_REASON_XSAVES",
        [.all([.when(controls.secondary.enableXSAVES), .bitmap("XSS-exiting bitmap")])], user: false,
        existsWhen: .supports(controls.secondary.enableXSAVES))
    public let xrstors: Exit<DisplacementQualification, MemoryOperandInformation> = .instruction(
        64, "XRSTORS", "EXIT_REASON_XRSTORS",
        [.all([.when(controls.secondary.enableXSAVES), .bitmap("XSS-exiting bitmap")])], user: false,
        existsWhen: .supports(controls.secondary.enableXSAVES))
    public let pconfig: Exit<NoLayout, NoLayout> = .instruction(
        65, "PCONFIG", "EXIT_REASON_PCONFIG",
        [.all([.when(controls.secondary.enablePCONFIG), .bitmap("PCONFIG-exiting bitmap")])], user: false,
        existsWhen: .supports(controls.secondary.enablePCONFIG), linux: .none)
    public let loadiwkey: Exit<NoLayout, LoadIWKeyInformation> = .instruction(
        69, "LOADIWKEY", "EXIT_REASON_LOADIWKEY", [.when(controls.tertiary.loadiwkeyExiting)], user: false,
        existsWhen: .supports(controls.tertiary.loadiwkeyExiting), linux: .none)
    public let enclv: Exit<NoLayout, NoLayout> = .instruction(
        70, "ENCLV", "EXIT_REASON_ENCLV",
        [.all([.when(controls.secondary.enableENCLVExiting), .bitmap("ENCLV-exiting bitmap")])], user: false,
        existsWhen: .supports(controls.secondary.enableENCLVExiting), linux: .none)
    public let enqcmdsPASIDTranslation: Exit<ENQCMDSQualification, NoLayout> = .instruction(
        73, "ENQCMDS PASID translation failure", "EXIT_REASON_ENQCMDS_PASID",
        [.when(controls.secondary.enablePASIDTranslation)], user: false,
        existsWhen: .supports(controls.secondary.enablePASIDTranslation), linux: .none)
    // Both come before any other check but that of the CPL, on processors with SEAM (IA32_MTRRCAP bit 15).
    public let seamcall: Exit<NoLayout, NoLayout> = .instruction(
        76, "SEAMCALL", "EXIT_REASON_SEAMCALL", [.always], user: false, existsWhen: .msrBit(0xfe, 15),
        linux: .since("6.18"))
    public let tdcall: Exit<NoLayout, NoLayout> = .instruction(
        77, "TDCALL", "EXIT_REASON_TDCALL", [.always], user: false, existsWhen: .msrBit(0xfe, 15),
        linux: .since("6.16"))
    public let rdmsrlist: Exit<MSRListQualification, NoLayout> = .instruction(
        78, "RDMSRLIST", "EXIT_REASON_RDMSRLIST",
        [.all([.when(controls.tertiary.enableMSRListInstructions), .msrBitmap(.read)])], user: false,
        existsWhen: .supports(controls.tertiary.enableMSRListInstructions), linux: .none)
    public let wrmsrlist: Exit<MSRListQualification, NoLayout> = .instruction(
        79, "WRMSRLIST", "EXIT_REASON_WRMSRLIST",
        [.all([.when(controls.tertiary.enableMSRListInstructions), .msrBitmap(.write)])], user: false,
        existsWhen: .supports(controls.tertiary.enableMSRListInstructions), linux: .none)
    // Linux and Xen take the MSR from the qualification. Bochs has 0 and 1 there, as for WRMSR and WRMSRNS: wrong.
    public let rdmsrImmediate: Exit<MSRAddressQualification, MSRImmediateInformation> = .instruction(
        84, "RDMSR with immediate operand", "EXIT_REASON_MSR_READ_IMM", [.msrBitmap(.read)], user: false,
        existsWhen: .cpuid(CPUIDFeatures.msrImmediate), linux: .since("6.18"))
    public let wrmsrImmediate: Exit<MSRAddressQualification, MSRImmediateInformation> = .instruction(
        85, "WRMSRNS with immediate operand", "EXIT_REASON_MSR_WRITE_IMM", [.msrBitmap(.write)], user: false,
        existsWhen: .cpuid(CPUIDFeatures.msrImmediate), linux: .since("6.18"))
}

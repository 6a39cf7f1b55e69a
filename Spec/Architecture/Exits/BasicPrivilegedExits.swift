// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// Exits for privileged instructions of every processor with VT-x: at CPL > 0 they fault before they would exit.
///
/// SDM volume 3, "Relative Priority of Faults and VM Exits".
public struct BasicPrivilegedExits: Sendable {
    public let hlt: Exit<NoLayout, NoLayout> = .instruction(
        12, "HLT", "EXIT_REASON_HLT", [.when(controls.primary.hltExiting)], user: false)
    public let invd: Exit<NoLayout, NoLayout> = .instruction(13, "INVD", "EXIT_REASON_INVD", [.always], user: false)
    public let invlpg: Exit<LinearAddressQualification, NoLayout> = .instruction(
        14, "INVLPG", "EXIT_REASON_INVLPG", [.when(controls.primary.invlpgExiting)], user: false)
    // The linear address is valid for LMSW with an operand in memory.
    public let controlRegisterAccess: Exit<ControlRegisterAccessQualification, NoLayout> = .instruction(
        28, "Control-register accesses", "EXIT_REASON_CR_ACCESS",
        [
            .ownedControlRegisterBit, .when(controls.primary.cr3LoadExiting), .when(controls.primary.cr3StoreExiting),
            .when(controls.primary.cr8LoadExiting), .when(controls.primary.cr8StoreExiting),
        ],
        user: false, linearAddress: true)
    // The exception to the title above: SDM volume 3, "Instructions That Cause VM Exits Conditionally": the exit
    // comes before #GP for the CPL and #UD for CR4.DE.
    public let movDR: Exit<DebugRegisterAccessQualification, NoLayout> = .instruction(
        29, "MOV DR", "EXIT_REASON_DR_ACCESS", [.when(controls.primary.movDRExiting)], user: true)
    public let rdmsr: Exit<NoLayout, NoLayout> = .instruction(
        31, "RDMSR", "EXIT_REASON_MSR_READ", [.msrBitmap(.read)], user: false)
    public let wrmsr: Exit<WRMSRQualification, NoLayout> = .instruction(
        32, "WRMSR", "EXIT_REASON_MSR_WRITE", [.msrBitmap(.write)], user: false)
    public let mwait: Exit<MWAITQualification, NoLayout> = .instruction(
        36, "MWAIT", "EXIT_REASON_MWAIT_INSTRUCTION", [.when(controls.primary.mwaitExiting)], user: false)
    public let monitor: Exit<NoLayout, NoLayout> = .instruction(
        39, "MONITOR", "EXIT_REASON_MONITOR_INSTRUCTION", [.when(controls.primary.monitorExiting)], user: false)
    public let wbinvd: Exit<WBINVDQualification, NoLayout> = .instruction(
        54, "WBINVD or WBNOINVD", "EXIT_REASON_WBINVD", [.when(controls.secondary.wbinvdExiting)], user: false,
        existsWhen: .supports(controls.secondary.wbinvdExiting))
    public let xsetbv: Exit<NoLayout, NoLayout> = .instruction(
        55, "XSETBV", "EXIT_REASON_XSETBV", [.always], user: false, existsWhen: .cpuid(CPUIDFeatures.xsave))
}

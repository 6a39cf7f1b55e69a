// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

extension ControlWordID {
    public static let primary: ControlWordID = ControlWordID(1, "primary")
}

/// Primary Processor-Based VM-Execution Controls.
///
/// SDM volume 3, "Processor-Based VM-Execution Controls"; what they require: "Checks on VMX Controls".
public struct PrimaryControls: ControlBits {
    public static let word: ControlWord = .declare(
        .primary, "Primary Processor-Based VM-Execution Controls", "PRIMARY", one: "primary processor-based control",
        .execution, vmcs.control.primary, capabilityMSRs.processorBasedControls,
        trueMSR: capabilityMSRs.trueProcessorBasedControls, default1: 0x0401_e172)

    public let interruptWindowExiting: Control = .bit(
        .primary, 2, "Interrupt-window exiting", "CPU_BASED_INTR_WINDOW_EXITING")
    public let useTSCOffsetting: Control = .bit(.primary, 3, "Use TSC offsetting", "CPU_BASED_USE_TSC_OFFSETTING")
    public let hltExiting: Control = .bit(.primary, 7, "HLT exiting", "CPU_BASED_HLT_EXITING")
    public let invlpgExiting: Control = .bit(.primary, 9, "INVLPG exiting", "CPU_BASED_INVLPG_EXITING")
    public let mwaitExiting: Control = .bit(.primary, 10, "MWAIT exiting", "CPU_BASED_MWAIT_EXITING")
    public let rdpmcExiting: Control = .bit(.primary, 11, "RDPMC exiting", "CPU_BASED_RDPMC_EXITING")
    public let rdtscExiting: Control = .bit(.primary, 12, "RDTSC exiting", "CPU_BASED_RDTSC_EXITING")
    public let cr3LoadExiting: Control = .bit(.primary, 15, "CR3-load exiting", "CPU_BASED_CR3_LOAD_EXITING")
    public let cr3StoreExiting: Control = .bit(.primary, 16, "CR3-store exiting", "CPU_BASED_CR3_STORE_EXITING")
    public let activateTertiaryControls: Control = .bit(
        .primary, 17, "Activate tertiary controls", "CPU_BASED_ACTIVATE_TERTIARY_CONTROLS")
    public let cr8LoadExiting: Control = .bit(.primary, 19, "CR8-load exiting", "CPU_BASED_CR8_LOAD_EXITING")
    public let cr8StoreExiting: Control = .bit(.primary, 20, "CR8-store exiting", "CPU_BASED_CR8_STORE_EXITING")
    public let useTPRShadow: Control = .bit(.primary, 21, "Use TPR shadow", "CPU_BASED_TPR_SHADOW")
    public let nmiWindowExiting: Control = .bit(
        .primary, 22, "NMI-window exiting", "CPU_BASED_NMI_WINDOW_EXITING", requires: [.set(ControlID(.pin, 5))])
    public let movDRExiting: Control = .bit(.primary, 23, "MOV-DR exiting", "CPU_BASED_MOV_DR_EXITING")
    public let unconditionalIOExiting: Control = .bit(
        .primary, 24, "Unconditional I/O exiting", "CPU_BASED_UNCOND_IO_EXITING")
    public let useIOBitmaps: Control = .bit(.primary, 25, "Use I/O bitmaps", "CPU_BASED_USE_IO_BITMAPS")
    public let monitorTrapFlag: Control = .bit(.primary, 27, "Monitor trap flag", "CPU_BASED_MONITOR_TRAP_FLAG")
    public let useMSRBitmaps: Control = .bit(.primary, 28, "Use MSR bitmaps", "CPU_BASED_USE_MSR_BITMAPS")
    public let monitorExiting: Control = .bit(.primary, 29, "MONITOR exiting", "CPU_BASED_MONITOR_EXITING")
    public let pauseExiting: Control = .bit(.primary, 30, "PAUSE exiting", "CPU_BASED_PAUSE_EXITING")
    public let activateSecondaryControls: Control = .bit(
        .primary, 31, "Activate secondary controls", "CPU_BASED_ACTIVATE_SECONDARY_CONTROLS")
}

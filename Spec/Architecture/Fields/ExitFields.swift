// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// VM-exit information fields, which software cannot write.
///
/// SDM volume 3, "VM-Exit Information Fields".
public struct ExitFields: Sendable {
    public let reason: Field<UInt32> = .bits32(.exitInformation, 1, "Exit reason", "VM_EXIT_REASON")
    public let qualification: Field<UInt64> = .natural(
        .exitInformation, 0, "Exit qualification", "EXIT_QUALIFICATION")
    public let guestLinearAddress: Field<UInt64> = .natural(
        .exitInformation, 5, "Guest-linear address", "GUEST_LINEAR_ADDRESS")
    public let guestPhysicalAddress: Field<UInt64> = .bits64(
        .exitInformation, 0, "Guest-physical address", "GUEST_PHYSICAL_ADDRESS",
        existsWhen: .supports(controls.secondary.enableEPT))
    /// The TDX module has the encoding as reserved: it is older than the name, and no witness for it.
    public let msrData: Field<UInt64> = .bits64(
        .exitInformation, 1, "MSR data", "VM_EXIT_MSR_DATA",
        existsWhen: .supports(controls.tertiary.enableMSRListInstructions), linux: .none,
        sources: [.manual, .bochs, .nova])
    public let originalEventData: Field<UInt64> = .bits64(
        .exitInformation, 2, "Original-event data", "ORIGINAL_EVENT_DATA", existsWhen: .cpuid(CPUIDFeatures.fred),
        linux: .none, sources: .fred)
    /// ``instructionInformation`` with room for register numbers above 15.
    public let extendedInstructionInformation: Field<UInt64> = .bits64(
        .exitInformation, 3, "Extended instruction information", "EXTENDED_INSTRUCTION_INFO",
        existsWhen: .cpuid(CPUIDFeatures.apx), linux: .none, sources: [.kvmPatches, .nova])
    public let interruptionInformation: Field<UInt32> = .bits32(
        .exitInformation, 2, "Exiting-event identification", "VM_EXIT_INTR_INFO",
        formerly: "VM-exit interruption information")
    public let interruptionErrorCode: Field<UInt32> = .bits32(
        .exitInformation, 3, "Exiting-event error code", "VM_EXIT_INTR_ERROR_CODE",
        formerly: "VM-exit interruption error code")
    public let idtVectoringInformation: Field<UInt32> = .bits32(
        .exitInformation, 4, "Original-event identification", "IDT_VECTORING_INFO_FIELD",
        formerly: "IDT-vectoring information field")
    public let idtVectoringErrorCode: Field<UInt32> = .bits32(
        .exitInformation, 5, "Original-event error code", "IDT_VECTORING_ERROR_CODE",
        formerly: "IDT-vectoring error code")
    public let instructionLength: Field<UInt32> = .bits32(
        .exitInformation, 6, "VM-exit instruction length", "VM_EXIT_INSTRUCTION_LEN")
    public let instructionInformation: Field<UInt32> = .bits32(
        .exitInformation, 7, "VM-exit instruction information", "VMX_INSTRUCTION_INFO")
    public let ioRCX: Field<UInt64> = .natural(
        .exitInformation, 1, "I/O RCX", "IO_RCX", linux: .none, sources: .notLinuxOrXen)
    public let ioRSI: Field<UInt64> = .natural(
        .exitInformation, 2, "I/O RSI", "IO_RSI", linux: .none, sources: .notLinuxOrXen)
    public let ioRDI: Field<UInt64> = .natural(
        .exitInformation, 3, "I/O RDI", "IO_RDI", linux: .none, sources: .notLinuxOrXen)
    public let ioRIP: Field<UInt64> = .natural(
        .exitInformation, 4, "I/O RIP", "IO_RIP", linux: .none, sources: .notLinuxOrXen)
    public let instructionError: Field<UInt32> = .bits32(
        .exitInformation, 0, "VM-instruction error", "VM_INSTRUCTION_ERROR")
}

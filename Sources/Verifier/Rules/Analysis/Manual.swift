// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// The few facts of the manual that rules need by themselves, beside what the
/// architecture database tells them in columns.
enum Manual {
    // MARK: Fields, known by their encodings

    /// Bits 6:5 are the privilege level at which the guest runs.
    static let guestSSAccessRights: VMCSField = field("Guest SS access rights", .bits32, .guestState, 12)
    static let guestRFLAGS: VMCSField = field("Guest RFLAGS", .natural, .guestState, 16)
    static let exceptionBitmap: VMCSField = field("Exception bitmap", .bits32, .control, 2)
    static let pageFaultErrorCodeMask: VMCSField = field("Page-fault error-code mask", .bits32, .control, 3)
    static let pageFaultErrorCodeMatch: VMCSField = field("Page-fault error-code match", .bits32, .control, 4)
    static let vpid: VMCSField = field("Virtual-processor identifier", .bits16, .control, 0)
    static let cr3TargetCount: VMCSField = field("CR3-target count", .bits32, .control, 5)
    static let tprThreshold: VMCSField = field("TPR threshold", .bits32, .control, 14)
    static let cr0GuestHostMask: VMCSField = field("CR0 guest/host mask", .natural, .control, 0)
    static let cr4GuestHostMask: VMCSField = field("CR4 guest/host mask", .natural, .control, 1)
    static let cr0ReadShadow: VMCSField = field("CR0 read shadow", .natural, .control, 2)
    static let cr4ReadShadow: VMCSField = field("CR4 read shadow", .natural, .control, 3)
    static let hostCR4: VMCSField = field("Host CR4", .natural, .hostState, 2)
    static let guestCR0: VMCSField = field("Guest CR0", .natural, .guestState, 0)
    static let guestCR4: VMCSField = field("Guest CR4", .natural, .guestState, 2)

    /// What VM entry injects: information, error code and instruction length.
    static let injectionFields: [VMCSField] = (11...13).map {
        field("VM-entry event injection", .bits32, .control, $0)
    }

    static let exitQualification: VMCSField = field("Exit qualification", .natural, .exitInformation, 0)
    static let guestLinearAddress: VMCSField = field("Guest-linear address", .natural, .exitInformation, 5)
    static let guestPhysicalAddress: VMCSField = field("Guest-physical address", .bits64, .exitInformation, 0)
    static let instructionError: VMCSField = field("VM-instruction error", .bits32, .exitInformation, 0)
    static let interruptionInformation: VMCSField = field(
        "Exiting-event identification", .bits32, .exitInformation, 2)
    static let interruptionErrorCode: VMCSField = field(
        "Exiting-event error code", .bits32, .exitInformation, 3)
    static let idtVectoringInformation: VMCSField = field(
        "Original-event identification", .bits32, .exitInformation, 4)
    static let idtVectoringErrorCode: VMCSField = field("Original-event error code", .bits32, .exitInformation, 5)
    static let instructionLength: VMCSField = field("VM-exit instruction length", .bits32, .exitInformation, 6)
    static let instructionInformation: VMCSField = field(
        "VM-exit instruction information", .bits32, .exitInformation, 7)

    /// Fields whose value the processor keeps in bounds: an error code has 16 bits.
    static let boundedFields: [(VMCSField, ValueSet)] = [interruptionErrorCode, idtVectoringErrorCode].compactMap {
        field in ValueSet(.u32, lowest: 0, highest: 0xffff).map { (field, $0) }
    }

    static let privilegeLevelMask: UInt64 = 0x60
    static let interruptFlagMask: UInt64 = 1 << 9

    // MARK: CR0 and CR4

    static let cr0PE: UInt64 = 1 << 0
    static let cr0NE: UInt64 = 1 << 5
    static let cr0PG: UInt64 = 1 << 31
    static let cr4VMXE: UInt64 = 1 << 13
    static let cr4OSXSAVE: UInt64 = 1 << 18
    static let cr4PKE: UInt64 = 1 << 22

    // MARK: Basic exit reasons

    static let exceptionOrNMI: UInt16 = 0
    static let externalInterrupt: UInt16 = 1
    static let tripleFault: UInt16 = 2
    static let cpuid: UInt16 = 10
    static let vmcall: UInt16 = 18
    static let controlRegisterAccess: UInt16 = 28
    static let rdmsr: UInt16 = 31
    static let wrmsr: UInt16 = 32
    static let xsetbv: UInt16 = 55

    // MARK: Controls

    static let nmiExiting = ControlID(.pin, 3)
    static let cr3LoadExiting = ControlID(.primary, 15)
    static let cr3StoreExiting = ControlID(.primary, 16)
    static let cr8LoadExiting = ControlID(.primary, 19)
    static let cr8StoreExiting = ControlID(.primary, 20)
    static let useTPRShadow = ControlID(.primary, 21)
    static let enableVPID = ControlID(.secondary, 5)
    static let virtualInterruptDelivery = ControlID(.secondary, 9)
    static let useIOBitmaps = ControlID(.primary, 25)
    static let monitorTrapFlag = ControlID(.primary, 27)
    static let useMSRBitmaps = ControlID(.primary, 28)
    static let unrestrictedGuest = ControlID(.secondary, 7)
    static let hostAddressSpaceSize = ControlID(.exit, 9)
    static let ia32eModeGuest = ControlID(.entry, 9)

    /// Controls without which an instruction that CPUID shows raises #UD in a guest.
    static let enablingControls: [(control: ControlID, features: [CPUIDFeature])] = [
        (
            ControlID(.secondary, 3),
            [
                CPUIDFeature("RDTSCP", leaf: 0x8000_0001, .edx, bit: 27),
                CPUIDFeature("RDPID", leaf: 7, .ecx, bit: 22),
            ]
        ),
        (ControlID(.secondary, 12), [CPUIDFeature("INVPCID", leaf: 7, .ebx, bit: 10)]),
        (ControlID(.secondary, 20), [CPUIDFeature("XSAVES", leaf: 0xd, subleaf: 1, .eax, bit: 3)]),
        (ControlID(.secondary, 26), [CPUIDFeature("WAITPKG", leaf: 7, .ecx, bit: 5)]),
        (ControlID(.secondary, 27), [CPUIDFeature("PCONFIG", leaf: 7, .edx, bit: 18)]),
    ]

    // MARK: MSRs

    /// IA32_VMX_BASIC[49]: the processor supports the dual-monitor treatment of SMIs and SMM.
    static let dualMonitorTreatment: CapabilityPredicate = .msrBit(0x480, 49)

    /// The MSRs that the bitmaps have bits for; all others always exit.
    static let msrBitmapRanges = RangeSet([0...0x1fff, 0xc000_0000...0xc000_1fff])

    // MARK: Exceptions

    /// Vectors of exceptions that push an error code: #DF, #TS, #NP, #SS, #GP, #PF, #AC.
    static let vectorsWithErrorCode: Set<UInt8> = [8, 10, 11, 12, 13, 14, 17]
    /// #CP, which does so only where IA32_VMX_BASIC[56] lets any exception come with or without one.
    static let vectorWithErrorCodeSinceCET: UInt8 = 21
    static let pageFault: UInt8 = 14

    private static func field(
        _ name: String, _ width: FieldWidth, _ group: FieldGroup, _ index: UInt32
    ) -> VMCSField {
        VMCSField(
            name: name, symbol: "", width: width, group: group, index: index, existsWhen: .always, linux: .none,
            location: SourceLocation(#fileID, #line))
    }
}

// The words that rules name bits of. Words are the same when their numbers are.
extension ControlWordID {
    fileprivate static let pin = ControlWordID(0, "pin")
    fileprivate static let primary = ControlWordID(1, "primary")
    fileprivate static let secondary = ControlWordID(2, "secondary")
    fileprivate static let exit = ControlWordID(4, "exit")
    fileprivate static let entry = ControlWordID(6, "entry")
}

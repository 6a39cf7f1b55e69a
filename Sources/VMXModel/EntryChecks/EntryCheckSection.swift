// SPDX-License-Identifier: GPL-2.0-only

/// A section of SDM volume 3, chapter "VM Entries", that has checks. The raw value is its title.
public enum EntryCheckSection: String, Hashable, Sendable, CaseIterable {
    case basic = "Basic VM-Entry Checks"
    case executionControls = "VM-Execution Control Fields"
    case exitControls = "VM-Exit Control Fields"
    case entryControls = "VM-Entry Control Fields"
    case hostRegisters = "Checks on Host Control Registers, MSRs, and SSP"
    case hostSegments = "Checks on Host Segment and Descriptor-Table Registers"
    case addressSpaceSize = "Checks Related to Address-Space Size"
    case guestRegisters = "Checks on Guest Control Registers, Debug Registers, and MSRs"
    case guestSegments = "Checks on Guest Segment Registers"
    case guestDescriptorTables = "Checks on Guest Descriptor-Table Registers"
    case guestRIP = "Checks on Guest RIP, RFLAGS, and SSP"
    case guestNonRegisterState = "Checks on Guest Non-Register State"
    case guestPDPTEs = "Checks on Guest Page-Directory-Pointer-Table Entries"
    case loadingMSRs = "Loading MSRs"
    case machineChecks = "Machine-Check Events During VM Entry"

    public var title: String { rawValue }

    /// What a processor does when a check of the section fails and the manual says nothing special of it.
    public var usualOutcomes: [EntryOutcome] {
        switch self {
        case .basic: [.failInvalid]
        case .executionControls, .exitControls, .entryControls: [.failValid(error: 7)]
        case .hostRegisters, .hostSegments: [.failValid(error: 8)]
        // It has fields of the controls and of the host, and the manual does not say which number they give.
        case .addressSpaceSize: [.failValid(error: 7), .failValid(error: 8)]
        case .guestRegisters, .guestSegments, .guestDescriptorTables, .guestRIP, .guestNonRegisterState:
            [.guestStateFailure(qualification: 0)]
        case .guestPDPTEs: [.guestStateFailure(qualification: 2)]
        case .loadingMSRs: [.msrLoadFailure]
        case .machineChecks: [.machineCheckFailure]
        }
    }

    /// Checks of a later stage are reached only when all of the earlier ones hold; within a stage the manual leaves
    /// the order open, but for that of ``basic``.
    public var stage: Int {
        switch self {
        case .basic: 1
        case .executionControls, .exitControls, .entryControls, .hostRegisters, .hostSegments, .addressSpaceSize: 2
        case .guestRegisters, .guestSegments, .guestDescriptorTables, .guestRIP, .guestNonRegisterState, .guestPDPTEs: 3
        case .loadingMSRs: 4
        // It can come at any time.
        case .machineChecks: 5
        }
    }
}

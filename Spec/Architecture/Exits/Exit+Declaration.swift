// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

// One line declares an exit reason: its number, the SDM's name, Linux's name, what causes it, and the columns that
// differ from the usual. Sources: SDM volume 3, chapter "VMX Non-Root Operation", sections "Instructions That Cause
// VM Exits" and "Other Causes of VM Exits" for the causes; chapter "VM Exits", sections "Basic VM-Exit Information",
// "Information for VM Exits During Event Delivery" and "Information for VM Exits Due to Instruction Execution" for
// what is valid; "Relative Priority of Faults and VM Exits" for CPL 3: a fault because of the privilege level comes
// before the exit, except where the operation of the instruction has it the other way round (the VMX instructions,
// GETSEC).

extension Exit {
    /// Because of the instruction, before it does anything; the instruction length is valid.
    static func instruction(
        _ number: UInt16, _ name: String, _ symbol: String, _ causes: [ExitReason.Cause], user: Bool,
        linearAddress: Bool = false, existsWhen: CapabilityPredicate = .always, linux: LinuxName = .all,
        fileID: StaticString = #fileID, line: UInt = #line
    ) -> Exit {
        declare(
            number, name, symbol, causes, kind: .faultLike, length: true, user: user, linearAddress: linearAddress,
            existsWhen: existsWhen, linux: linux, fileID: fileID, line: line)
    }

    /// Anything else; nothing is valid that is not said to be.
    static func declare(
        _ number: UInt16, _ name: String, _ symbol: String, _ causes: [ExitReason.Cause], kind: ExitReason.Kind,
        length: Bool = false, duringEventDelivery: Bool = false, user: Bool,
        nmiUnblocking: ExitReason.NMIUnblocking = .never, linearAddress: Bool = false, physicalAddress: Bool = false,
        existsWhen: CapabilityPredicate = .always, linux: LinuxName = .all,
        fileID: StaticString = #fileID, line: UInt = #line
    ) -> Exit {
        let reason: ExitReason = ExitReason(
            number: number, name: name, symbol: symbol, causes: causes,
            qualification: BitLayoutDescription(of: Qualification.self),
            instructionInformation: BitLayoutDescription(of: Information.self), instructionLengthIsValid: length,
            kind: kind, duringEventDelivery: duringEventDelivery, fromUserMode: user, nmiUnblocking: nmiUnblocking,
            guestLinearAddressIsValid: linearAddress, guestPhysicalAddressIsValid: physicalAddress,
            existsWhen: existsWhen, rate: ExitRates.rate(of: number), linux: linux,
            location: SourceLocation(fileID, line))
        let sources: ExitInformationSources = ExitInformationSources(
            qualification: vmcs.exit.qualification.declaration,
            instructionInformation: vmcs.exit.instructionInformation.declaration)
        return Exit(reason, sources: sources)
    }
}

extension ExitReason.Cause {
    /// An STM has activated the dual-monitor treatment of SMIs and SMM; the exit goes to it, never to us.
    static let dualMonitor: ExitReason.Cause = .bitmap("the dual-monitor treatment of SMIs and SMM")

    /// The control is 1.
    static func when(_ control: Control) -> ExitReason.Cause { .control(control.declaration.id) }

    /// The control is 0.
    static func unless(_ control: Control) -> ExitReason.Cause { .controlClear(control.declaration.id) }
}

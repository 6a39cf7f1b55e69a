// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

private let smm: Control = controls.entry.entryToSMM
private let dual: Control = controls.entry.deactivateDualMonitorTreatment

/// SDM volume 3, "VM-Exit Control Fields" among the checks.
public struct ExitControlChecks: Sendable {
    public let primary: [EntryCheck] = .reserved(3001, "control.exit", controlWords.exit, .exitControls)
    public let secondary: EntryCheck = .unsupportedBits(
        3003, "control.secondary-exit", controlWords.secondaryExit, .exitControls,
        given: isOn(controls.exit.activateSecondaryControls))
    public let preemptionTimer: EntryCheck = .rule(
        3004, "control.save-preemption-timer.activate", .exitControls,
        "\"Save VMX-preemption timer value\" needs \"Activate VMX-preemption timer\".",
        given: isOn(controls.exit.savePreemptionTimer), holds: isOn(controls.pin.activatePreemptionTimer),
        sources: .manualBochsLinux)
    public let storeArea: [EntryCheck] = .msrArea(
        3005, "control.exit-msr-store", .exitControls, vmcs.control.exitMSRStoreAddress,
        vmcs.control.exitMSRStoreCount)
    public let loadArea: [EntryCheck] = .msrArea(
        3008, "control.exit-msr-load", .exitControls, vmcs.control.exitMSRLoadAddress, vmcs.control.exitMSRLoadCount)
}

/// SDM volume 3, "VM-Entry Control Fields" among the checks, but event injection.
public struct EntryControlChecks: Sendable {
    public let word: [EntryCheck] = .reserved(4001, "control.entry", controlWords.entry, .entryControls)
    public let loadArea: [EntryCheck] = .msrArea(
        4003, "control.entry-msr-load", .entryControls, vmcs.control.entryMSRLoadAddress,
        vmcs.control.entryMSRLoadCount)
    public let entryToSMM: EntryCheck = .rule(
        4006, "control.entry-to-smm.in-smm", .entryControls, "\"Entry to SMM\" is 0 outside SMM.",
        given: isOn(smm), holds: holds(machine.processor.isInSMM),
        implied: "the rules on blocking by SMI want its bit to be 0 outside SMM, and 1 when this control is",
        sources: .manual)
    public let deactivateDualMonitor: EntryCheck = .rule(
        4007, "control.deactivate-dual-monitor.in-smm", .entryControls,
        "\"Deactivate dual-monitor treatment\" is 0 outside SMM.", given: isOn(dual),
        holds: holds(machine.processor.isInSMM))
    public let notBoth: EntryCheck = .rule(
        4008, "control.entry-to-smm.no-deactivation", .entryControls,
        "\"Entry to SMM\" and \"Deactivate dual-monitor treatment\" are not both 1.", given: isOn(smm),
        holds: isOff(dual), sources: .manual)
}

extension [EntryCheck] {
    /// Three rules on an area of MSRs: its alignment, its address's width, its end's width.
    static func msrArea(
        _ number: Int, _ name: String, _ section: EntryCheckSection, _ address: Field<UInt64>, _ count: Field<UInt32>,
        fileID: StaticString = #fileID, line: UInt = #line
    ) -> [EntryCheck] {
        let what: String = address.declaration.name
        let given: Expr<Bool> = count.differs(from: 0)
        let last: Expr<UInt64> = address + ((count.u64 << 4) - 1)
        return [
            .rule(
                number, "\(name).alignment", section, "\(what): bits 3:0 are 0, an entry has 16 bytes.", given: given,
                holds: address.hasNone(0xf), sources: .manualBochsLinux, fileID: fileID, line: line),
            .rule(
                number + 1, "\(name).width", section,
                "\(what): it is not wider than the processor's physical addresses.", given: given,
                holds: address.fitsPhysicalAddressWidth, implied: "the end of the area would be too wide as well",
                sources: .manualBochsLinux, fileID: fileID, line: line),
            // The manual computes with more bits than an address has: an end that wraps is too far, too.
            .rule(
                number + 2, "\(name).end", section,
                "\(what): the last byte of the area, 16 times \(count.declaration.name) from its start, is still a "
                    + "physical address of the processor.",
                given: given, holds: allOf(last.fitsPhysicalAddressWidth, address.atMost(last)),
                sources: .manualBochsLinux, fileID: fileID, line: line),
        ]
    }
}

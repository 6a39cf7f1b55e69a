// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// The words of control bits, each with the MSRs that say which bits a processor has.
///
/// SDM volume 3, appendix "VMX Capability Reporting Facility"; the default1 bits are in its sections on
/// each kind of controls.
public let controlWords: ControlWords = ControlWords()

public struct ControlWords: Sendable {
    public let pin: ControlWord = .declare(
        .pin, "Pin-Based VM-Execution Controls", "PIN", vmcs.control.pinBased, capabilityMSRs.pinBasedControls,
        trueMSR: capabilityMSRs.truePinBasedControls, default1: 0x16)
    public let primary: ControlWord = .declare(
        .primary, "Primary Processor-Based VM-Execution Controls", "PRIMARY", vmcs.control.primary,
        capabilityMSRs.processorBasedControls, trueMSR: capabilityMSRs.trueProcessorBasedControls,
        default1: 0x0401_e172)
    public let secondary: ControlWord = .declare(
        .secondary, "Secondary Processor-Based VM-Execution Controls", "SECONDARY", vmcs.control.secondary,
        capabilityMSRs.processorBasedControls2, activatedBy: controls.primary.activateSecondaryControls)
    public let tertiary: ControlWord = .declare(
        .tertiary, "Tertiary Processor-Based VM-Execution Controls", "TERTIARY", vmcs.control.tertiary,
        capabilityMSRs.processorBasedControls3, rule: .allowedOnesOnly,
        activatedBy: controls.primary.activateTertiaryControls)
    public let exit: ControlWord = .declare(
        .exit, "Primary VM-Exit Controls", "EXIT", vmcs.control.exit, capabilityMSRs.exitControls,
        trueMSR: capabilityMSRs.trueExitControls, default1: 0x0003_6dff)
    public let secondaryExit: ControlWord = .declare(
        .secondaryExit, "Secondary VM-Exit Controls", "SECONDARY_EXIT", vmcs.control.secondaryExit,
        capabilityMSRs.exitControls2, rule: .allowedOnesOnly, activatedBy: controls.exit.activateSecondaryControls)
    public let entry: ControlWord = .declare(
        .entry, "VM-Entry Controls", "ENTRY", vmcs.control.entry, capabilityMSRs.entryControls,
        trueMSR: capabilityMSRs.trueEntryControls, default1: 0x0000_11ff)

    /// Every word in the order of ``ControlWordID``.
    public var all: [ControlWord] {
        Mirror(reflecting: self).children.compactMap { $0.value as? ControlWord }.sorted { $0.id < $1.id }
    }
}

extension ControlWord {
    static func declare<Value: Word>(
        _ id: ControlWordID, _ name: String, _ symbol: String, _ field: Field<Value>, _ capabilityMSR: CapabilityMSR,
        trueMSR: CapabilityMSR? = nil, rule: Rule = .allowedPair, default1: UInt64 = 0, activatedBy: Control? = nil,
        fileID: StaticString = #fileID, line: UInt = #line
    ) -> ControlWord {
        ControlWord(
            id: id, name: name, symbol: symbol, field: field.declaration, capabilityMSR: capabilityMSR,
            trueMSR: trueMSR, rule: rule, default1: default1, activatedBy: activatedBy?.declaration.id,
            location: SourceLocation(fileID, line))
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// Bits of the words of VM-execution controls that a processor wants to be 1, or does not have.
///
/// SDM volume 3, "VM-Execution Control Fields" among the checks, and appendix "VMX Capability Reporting Facility".
public struct ReservedControlChecks: Sendable {
    public let pin: [EntryCheck] = .reserved(2001, "control.pin", controlWords.pin, .executionControls)
    public let primary: [EntryCheck] = .reserved(2003, "control.primary", controlWords.primary, .executionControls)
    /// The low half of IA32_VMX_PROCBASED_CTLS2 is 0: nothing must be 1.
    public let secondary: EntryCheck = .unsupportedBits(
        2005, "control.secondary", controlWords.secondary, .executionControls,
        given: isOn(controls.primary.activateSecondaryControls), sources: .manualBochsLinux)
    public let tertiary: EntryCheck = .unsupportedBits(
        2006, "control.tertiary", controlWords.tertiary, .executionControls,
        given: isOn(controls.primary.activateTertiaryControls))
}

extension [EntryCheck] {
    /// Two rules on a word of controls: what must be 1, with the number, and what must be 0, with the next one.
    static func reserved(
        _ number: Int, _ name: String, _ word: ControlWord, _ section: EntryCheckSection,
        fileID: StaticString = #fileID, line: UInt = #line
    ) -> [EntryCheck] {
        let field: Expr<UInt64> = Expr<UInt64>(widening: word.field)
        return [
            .rule(
                number, "\(name).must-be-1", section,
                "\(word.name): every bit that \(word.capabilityMSR.name), or the TRUE MSR where there is one, has in "
                    + "its low half is 1. Bits without a name that old processors want to be 1 (default1) are among them.",
                holds: field.covers(mustBeOne(word)), sources: .manualBochsLinux, fileID: fileID, line: line),
            .unsupportedBits(
                number + 1, name, word, section, given: nil, sources: .manualBochsLinux, fileID: fileID, line: line),
        ]
    }
}

extension EntryCheck {
    /// A rule on a word of controls: no bit is 1 that the processor does not have.
    static func unsupportedBits(
        _ number: Int, _ name: String, _ word: ControlWord, _ section: EntryCheckSection, given: Expr<Bool>?,
        sources: FactSources = [.manual, .bochs], fileID: StaticString = #fileID, line: UInt = #line
    ) -> EntryCheck {
        .rule(
            number, "\(name).must-be-0", section,
            "\(word.name): a bit is 1 only where \(word.capabilityMSR.name), or the TRUE MSR where there is one, "
                + "allows it: the processor has all controls that are used.",
            given: given, holds: Expr<UInt64>(widening: word.field).isWithin(mayBeOne(word)), sources: sources,
            fileID: fileID, line: line)
    }
}

extension Expr<UInt64> {
    /// The value of a field of any width, with 64 bits.
    init(widening field: VMCSField) {
        self.init(field.valueType == .u64 ? .field(field) : .convert(.field(field), .u64))
    }
}

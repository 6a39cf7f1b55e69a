// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

private let hasTrueMSRs: Expr<Bool> = capability(capabilityMSRs.basic).hasAny(MSRBits.VMXBasic.trueControls)
private let pairs: [ControlWord] = controlWords.all.filter { $0.rule == .allowedPair }

/// What MSRs say of a word of controls.
///
/// SDM volume 3, appendix "VMX Capability Reporting Facility", sections "VM-Execution Controls", "VM-Exit Controls" and
/// "VM-Entry Controls".
public struct ControlAssumptions: Sendable {
    /// A control that must be 1 may be 1.
    public let allowed: [EntryAssumption] = pairs.map { (word: ControlWord) -> EntryAssumption in
        let settings: Expr<UInt64> = capability(word.capabilityMSR)
        return .fact(
            "control.\(word.symbolName).allowed", section(word),
            "\(word.capabilityMSR.name): a bit that is 1 in the low half is 1 in the high half.", given: exists(word),
            holds: mayBeOne(settings).covers(mustBeOne(settings)))
    }
    /// The old MSRs want the default1 controls to be 1, so that old software works.
    public let default1: [EntryAssumption] = pairs.filter { $0.default1 != 0 }.map {
        (word: ControlWord) -> EntryAssumption in
        .fact(
            "control.\(word.symbolName).default1", section(word),
            "\(word.capabilityMSR.name): the bits of the default1 class are 1 in the low half.",
            holds: capability(word.capabilityMSR).hasAll(word.default1))
    }
    /// Default1 controls are what the TRUE MSRs are there for: in all else the two agree.
    public let trueMSRs: [EntryAssumption] = pairs.compactMap { (word: ControlWord) -> EntryAssumption? in
        guard let trueMSR = word.trueMSR else { return nil }
        let old: Expr<UInt64> = capability(word.capabilityMSR)
        let new: Expr<UInt64> = capability(trueMSR)
        return .fact(
            "control.\(word.symbolName).true-msr", section(word),
            "\(trueMSR.name), where IA32_VMX_BASIC[55] is 1, has the high half of \(word.capabilityMSR.name), and the low "
                + "half but for bits of the default1 class.",
            given: hasTrueMSRs, holds: (new | word.default1).equals(old))
    }
    public let secondary: EntryAssumption = .fact(
        "control.secondary.no-must-be-1", "volume 3, \"Secondary Processor-Based VM-Execution Controls\"",
        "IA32_VMX_PROCBASED_CTLS2: bits 31:0 are 0.", given: exists(controlWords.secondary),
        holds: mustBeOne(capability(controlWords.secondary.capabilityMSR)).equals(0))

    init() {}
}

private func section(_ word: ControlWord) -> String {
    "volume 3, appendix \"VMX Capability Reporting Facility\", \(word.name)"
}

private func mayBeOne(_ settings: Expr<UInt64>) -> Expr<UInt64> { Expr(.shiftRight(settings.expression, 32)) }

private func mustBeOne(_ settings: Expr<UInt64>) -> Expr<UInt64> { settings & 0xffff_ffff }

/// The processor has the MSR: the control that activates the word may be 1.
private func exists(_ word: ControlWord) -> Expr<Bool>? {
    word.activatedBy == nil ? nil : isAllowed(controls.primary.activateSecondaryControls)
}

extension ControlWord {
    /// As in names of checks.
    fileprivate var symbolName: String { symbol.lowercased().replacing("_", with: "-") }
}

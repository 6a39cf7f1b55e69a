// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

private let vector: Expr<UInt32> = InjectedEventTerms.vector
private let valid: Expr<Bool> = InjectedEventTerms.isValid
private let exception: Expr<Bool> = InjectedEventTerms.isOf(.hardwareException)
private let other: Expr<Bool> = InjectedEventTerms.isOf(.otherEvent)
private let hasCode: Expr<Bool> = InjectedEventTerms.field.hasAny(1 << 11)
private let hasMTF: Expr<Bool> = isAllowed(controls.primary.monitorTrapFlag)
private let length: Field<UInt32> = vmcs.control.entryInstructionLength
private let basic: Expr<UInt64> = capability(capabilityMSRs.basic)
/// The guest can be in real-address mode, and is.
private let realMode: Expr<Bool> = allOf(
    isOn(controls.secondary.unrestrictedGuest), vmcs.guest.cr0.hasNone(CR0.pe))
/// #DF, #TS, #NP, #SS, #GP, #PF and #AC.
private let codeVectors: UInt32 = 0x2_7d00
private let isInstruction: Expr<Bool> = anyOf(
    InjectedEventTerms.isOf(.softwareInterrupt), InjectedEventTerms.isOf(.privilegedSoftwareException),
    InjectedEventTerms.isOf(.softwareException),
    allOf(other, anyOf(vector.equals(1), vector.equals(2))))

/// The event that VM entry delivers: what of it is wrong whatever the guest's state is.
///
/// SDM volume 3, "VM-Entry Control Fields" among the checks.
public struct InjectionChecks: Sendable {
    public let type: EntryCheck = .rule(
        4101, "injection.type.reserved", .entryControls, "Injected-event identification: the event type is not 1.",
        given: valid, holds: InjectedEventTerms.type.differs(from: 1), sources: .manualBochsLinux)
    public let otherType: EntryCheck = .rule(
        4102, "injection.type.other", .entryControls,
        "Injected-event identification: event type 7 (other event) wants a processor with \"Monitor trap flag\" or "
            + "with FRED.",
        given: allOf(valid, other), holds: anyOf(hasMTF, holds(machine.features.fred)),
        implied: "without \"Monitor trap flag\" and guest CR4.FRED, which needs FRED, the rule on vectors leaves none",
        sources: .manualBochsLinux)
    public let nmiVector: EntryCheck = .rule(
        4103, "injection.vector.nmi", .entryControls, "Injected-event identification: an NMI has vector 2.",
        given: allOf(valid, InjectedEventTerms.isOf(.nonMaskableInterrupt)), holds: vector.equals(2),
        sources: .manualBochsLinux)
    public let exceptionVector: EntryCheck = .rule(
        4104, "injection.vector.exception", .entryControls,
        "Injected-event identification: a hardware exception has a vector of 31 at most.",
        given: allOf(valid, exception), holds: vector.atMost(31), sources: .manualBochsLinux)
    public let otherVector: EntryCheck = .rule(
        4105, "injection.vector.other", .entryControls,
        "Injected-event identification: event type 7 has vector 0 (MTF exit, where there is \"Monitor trap flag\"), or "
            + "when the guest uses FRED (CR4.FRED) 1 (SYSCALL) or 2 (SYSENTER).",
        given: allOf(valid, other),
        holds: anyOf(
            allOf(vector.equals(0), hasMTF),
            allOf(vmcs.guest.cr4.hasAny(CR4.fred), anyOf(vector.equals(1), vector.equals(2)))),
        sources: .manualBochsLinux)
    /// Processors with IA32_VMX_BASIC[56] deliver exceptions with and without a code.
    public let codeMissing: EntryCheck = .rule(
        4106, "injection.error-code.missing", .entryControls,
        "Injected-event identification: a hardware exception of vector 8, 10 to 14 or 17 delivers an error code in "
            + "protected mode, unless IA32_VMX_BASIC[56] is 1.",
        given: allOf(
            valid, exception, not(realMode), basic.hasNone(MSRBits.VMXBasic.anyErrorCode), vector.atMost(31),
            constant(codeVectors).bit(vector)),
        holds: hasCode, sources: .manualBochsLinux)
    public let codeOfOther: EntryCheck = .rule(
        4107, "injection.error-code.type", .entryControls,
        "Injected-event identification: only a hardware exception delivers an error code.",
        given: allOf(valid, not(exception)), holds: not(hasCode), sources: .manualBochsLinux)
    public let codeInRealMode: EntryCheck = .rule(
        4108, "injection.error-code.real-mode", .entryControls,
        "Injected-event identification: no error code is delivered in real-address mode.",
        given: allOf(valid, realMode), holds: not(hasCode), sources: .manualBochsLinux)
    public let codeUnwanted: EntryCheck = .rule(
        4109, "injection.error-code.unwanted", .entryControls,
        "Injected-event identification: a hardware exception of vector 0 to 7, 9, 15, 16 or 18 to 31 delivers no error "
            + "code, unless IA32_VMX_BASIC[56] is 1.",
        given: allOf(
            valid, exception, basic.hasNone(MSRBits.VMXBasic.anyErrorCode), vector.atMost(31),
            not(constant(codeVectors).bit(vector))),
        holds: not(hasCode), sources: .manualBochsLinux)
    public let nestedType: EntryCheck = .rule(
        4110, "injection.nested.type", .entryControls,
        "Injected-event identification: bit 13 (nested exception) is 0 but for a hardware exception.",
        given: allOf(valid, not(exception)), holds: InjectedEventTerms.field.hasNone(1 << 13))
    /// Bochs asks CPUID for FRED instead.
    public let nestedSupport: EntryCheck = .rule(
        4111, "injection.nested.support", .entryControls,
        "Injected-event identification: bit 13 (nested exception) is 0 where IA32_VMX_BASIC[58] is.",
        given: allOf(valid, basic.hasNone(MSRBits.VMXBasic.nestedExceptions)),
        holds: InjectedEventTerms.field.hasNone(1 << 13))
    public let reserved: EntryCheck = .rule(
        4112, "injection.reserved", .entryControls, "Injected-event identification: bits 12 and 30:14 are 0.",
        given: valid, holds: InjectedEventTerms.field.hasNone(0x7fff_d000), sources: .manualBochsLinux)
    public let code: EntryCheck = .rule(
        4113, "injection.error-code.reserved", .entryControls,
        "Injected-event error code: bits 31:16 are 0 when the code is delivered.", given: allOf(valid, hasCode),
        holds: vmcs.control.entryExceptionErrorCode.hasNone(0xffff_0000), sources: .manualBochsLinux)
    public let longInstruction: EntryCheck = .rule(
        4114, "injection.instruction-length.long", .entryControls,
        "VM-entry instruction length: it is 15 at most for a software interrupt or exception, INT1, and FRED's "
            + "SYSCALL and SYSENTER.",
        given: allOf(valid, isInstruction), holds: length.atMost(15), sources: .manualBochsLinux)
    public let emptyInstruction: EntryCheck = .rule(
        4115, "injection.instruction-length.zero", .entryControls,
        "VM-entry instruction length: it is not 0 for such an event, unless IA32_VMX_MISC[30] is 1.",
        given: allOf(
            valid, isInstruction, capability(capabilityMSRs.misc).hasNone(MSRBits.VMXMisc.zeroLengthInjection)),
        holds: length.differs(from: 0), sources: .manualBochsLinux)
}

/// Parts of the injected-event identification.
///
/// SDM volume 3, table "Format of the Injected-Event Identification Field".
enum InjectedEventTerms {
    enum Kind: UInt32 {
        case externalInterrupt = 0
        case nonMaskableInterrupt = 2
        case hardwareException = 3
        case softwareInterrupt = 4
        case privilegedSoftwareException = 5
        case softwareException = 6
        case otherEvent = 7
    }

    static let field: Field<UInt32> = vmcs.control.entryInterruptionInformation
    static let vector: Expr<UInt32> = field.bits(7, 0)
    static let type: Expr<UInt32> = field.bits(10, 8)
    static let isValid: Expr<Bool> = field.hasAny(1 << 31)

    static func isOf(_ kind: Kind) -> Expr<Bool> { type.equals(kind.rawValue) }
}

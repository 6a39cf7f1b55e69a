// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// Guest MSRs that VM entry loads or VM exit saves.
///
/// SDM volume 3, "Guest Register State".
public struct GuestMSRFields: Sendable {
    public let ia32Debugctl: Field<UInt64> = .bits64(.guestState, 1, "Guest IA32_DEBUGCTL", "GUEST_IA32_DEBUGCTL")
    public let ia32Pat: Field<UInt64> = .bits64(
        .guestState, 2, "Guest IA32_PAT", "GUEST_IA32_PAT",
        existsWhen: .supportsAny(controls.entry.loadIA32PAT, controls.exit.saveIA32PAT))
    public let ia32Efer: Field<UInt64> = .bits64(
        .guestState, 3, "Guest IA32_EFER", "GUEST_IA32_EFER",
        existsWhen: .supportsAny(controls.entry.loadIA32EFER, controls.exit.saveIA32EFER))
    public let ia32PerfGlobalCtrl: Field<UInt64> = .bits64(
        .guestState, 4, "Guest IA32_PERF_GLOBAL_CTRL", "GUEST_IA32_PERF_GLOBAL_CTRL",
        existsWhen: .supports(controls.entry.loadIA32PerfGlobalCtrl))
    public let bndcfgs: Field<UInt64> = .bits64(
        .guestState, 9, "Guest IA32_BNDCFGS", "GUEST_BNDCFGS",
        existsWhen: .supportsAny(controls.entry.loadIA32BNDCFGS, controls.exit.clearIA32BNDCFGS))
    public let ia32RtitCtl: Field<UInt64> = .bits64(
        .guestState, 10, "Guest IA32_RTIT_CTL", "GUEST_IA32_RTIT_CTL",
        existsWhen: .supportsAny(controls.entry.loadIA32RTITCtl, controls.exit.clearIA32RTITCtl), sources: .notXen)
    public let ia32LbrCtl: Field<UInt64> = .bits64(
        .guestState, 11, "Guest IA32_LBR_CTL", "GUEST_IA32_LBR_CTL",
        existsWhen: .supportsAny(controls.entry.loadGuestIA32LBRCtl, controls.exit.clearIA32LBRCtl), linux: .none,
        sources: [.manual, .nova, .ia32Doc, .tdxModule])
    public let ia32Pkrs: Field<UInt64> = .bits64(
        .guestState, 12, "Guest IA32_PKRS", "GUEST_IA32_PKRS",
        existsWhen: .supports(controls.entry.loadPKRS), linux: .none,
        sources: [.manual, .kvmPatches, .bochs, .nova, .ia32Doc, .tdxModule])
    /// The manual has the control that loads it, but its appendix no encoding; Bochs alone does.
    public let ia32SpecCtrl: Field<UInt64> = .bits64(
        .guestState, 23, "Guest IA32_SPEC_CTRL", "GUEST_IA32_SPEC_CTRL",
        existsWhen: .supports(controls.entry.loadIA32SpecCtrl), linux: .none, sources: [.bochs])
    public let sysenterCS: Field<UInt32> = .bits32(.guestState, 21, "Guest IA32_SYSENTER_CS", "GUEST_SYSENTER_CS")
    public let sysenterESP: Field<UInt64> = .natural(.guestState, 18, "Guest IA32_SYSENTER_ESP", "GUEST_SYSENTER_ESP")
    public let sysenterEIP: Field<UInt64> = .natural(.guestState, 19, "Guest IA32_SYSENTER_EIP", "GUEST_SYSENTER_EIP")
    public let sCet: Field<UInt64> = .natural(
        .guestState, 20, "Guest IA32_S_CET", "GUEST_S_CET",
        existsWhen: .supports(controls.entry.loadCETState), linux: .since("6.18"), sources: .notXen)
    public let interruptSSPTable: Field<UInt64> = .natural(
        .guestState, 22, "Guest IA32_INTERRUPT_SSP_TABLE_ADDR", "GUEST_INTR_SSP_TABLE",
        existsWhen: .supports(controls.entry.loadCETState), linux: .since("6.18"), sources: .notXen)
}

extension GuestFields {
    public subscript<Value: Word>(dynamicMember path: KeyPath<GuestMSRFields, Field<Value>>) -> Field<Value> {
        msrs[keyPath: path]
    }
}

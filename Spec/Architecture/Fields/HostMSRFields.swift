// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// The MSRs that a VM exit loads.
///
/// SDM volume 3, "Host-State Area".
public struct HostMSRFields: Sendable {
    public let ia32Pat: Field<UInt64> = .bits64(
        .hostState, 0, "Host IA32_PAT", "HOST_IA32_PAT", existsWhen: .supports(controls.exit.loadIA32PAT))
    public let ia32Efer: Field<UInt64> = .bits64(
        .hostState, 1, "Host IA32_EFER", "HOST_IA32_EFER", existsWhen: .supports(controls.exit.loadIA32EFER))
    public let ia32PerfGlobalCtrl: Field<UInt64> = .bits64(
        .hostState, 2, "Host IA32_PERF_GLOBAL_CTRL", "HOST_IA32_PERF_GLOBAL_CTRL",
        existsWhen: .supports(controls.exit.loadIA32PerfGlobalCtrl))
    public let ia32Pkrs: Field<UInt64> = .bits64(
        .hostState, 3, "Host IA32_PKRS", "HOST_IA32_PKRS",
        existsWhen: .supports(controls.exit.loadPKRS), linux: .none,
        sources: [.manual, .bochs, .nova, .ia32Doc])
    /// In Bochs alone, like ``GuestMSRFields/ia32SpecCtrl``.
    public let ia32SpecCtrl: Field<UInt64> = .bits64(
        .hostState, 13, "Host IA32_SPEC_CTRL", "HOST_IA32_SPEC_CTRL",
        existsWhen: .supports(controls.secondaryExit.loadIA32SpecCtrl), linux: .none, sources: [.bochs])
    public let sysenterCS: Field<UInt32> = .bits32(.hostState, 0, "Host IA32_SYSENTER_CS", "HOST_IA32_SYSENTER_CS")
    public let sysenterESP: Field<UInt64> = .natural(
        .hostState, 8, "Host IA32_SYSENTER_ESP", "HOST_IA32_SYSENTER_ESP")
    public let sysenterEIP: Field<UInt64> = .natural(
        .hostState, 9, "Host IA32_SYSENTER_EIP", "HOST_IA32_SYSENTER_EIP")
    public let sCet: Field<UInt64> = .natural(
        .hostState, 12, "Host IA32_S_CET", "HOST_S_CET",
        existsWhen: .supports(controls.exit.loadCETState), linux: .since("6.18"), sources: .notXen)
    public let interruptSSPTable: Field<UInt64> = .natural(
        .hostState, 14, "Host IA32_INTERRUPT_SSP_TABLE_ADDR", "HOST_INTR_SSP_TABLE",
        existsWhen: .supports(controls.exit.loadCETState), linux: .since("6.18"), sources: .notXen)
}

extension HostFields {
    public subscript<Value: Word>(dynamicMember path: KeyPath<HostMSRFields, Field<Value>>) -> Field<Value> {
        msrs[keyPath: path]
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// The guest's FRED MSRs, and what a draft of FRED put behind them.
///
/// SDM volume 3, "Guest Register State".
public struct GuestFREDFields: Sendable {
    public let fredConfig: Field<UInt64> = .bits64(
        .guestState, 13, "Guest IA32_FRED_CONFIG", "GUEST_IA32_FRED_CONFIG",
        existsWhen: .supportsAny(controls.entry.loadIA32FRED, controls.secondaryExit.saveIA32FRED), linux: .none,
        sources: .fred)
    public let fredRSP1: Field<UInt64> = .bits64(
        .guestState, 14, "Guest IA32_FRED_RSP1", "GUEST_IA32_FRED_RSP1",
        existsWhen: .supportsAny(controls.entry.loadIA32FRED, controls.secondaryExit.saveIA32FRED), linux: .none,
        sources: .fred)
    public let fredRSP2: Field<UInt64> = .bits64(
        .guestState, 15, "Guest IA32_FRED_RSP2", "GUEST_IA32_FRED_RSP2",
        existsWhen: .supportsAny(controls.entry.loadIA32FRED, controls.secondaryExit.saveIA32FRED), linux: .none,
        sources: .fred)
    public let fredRSP3: Field<UInt64> = .bits64(
        .guestState, 16, "Guest IA32_FRED_RSP3", "GUEST_IA32_FRED_RSP3",
        existsWhen: .supportsAny(controls.entry.loadIA32FRED, controls.secondaryExit.saveIA32FRED), linux: .none,
        sources: .fred)
    public let fredStackLevels: Field<UInt64> = .bits64(
        .guestState, 17, "Guest IA32_FRED_STKLVLS", "GUEST_IA32_FRED_STKLVLS",
        existsWhen: .supportsAny(controls.entry.loadIA32FRED, controls.secondaryExit.saveIA32FRED), linux: .none,
        sources: .fred)
    public let fredSSP1: Field<UInt64> = .bits64(
        .guestState, 18, "Guest IA32_FRED_SSP1", "GUEST_IA32_FRED_SSP1",
        existsWhen: .supportsAny(controls.entry.loadIA32FRED, controls.secondaryExit.saveIA32FRED), linux: .none,
        sources: .fred)
    public let fredSSP2: Field<UInt64> = .bits64(
        .guestState, 19, "Guest IA32_FRED_SSP2", "GUEST_IA32_FRED_SSP2",
        existsWhen: .supportsAny(controls.entry.loadIA32FRED, controls.secondaryExit.saveIA32FRED), linux: .none,
        sources: .fred)
    public let fredSSP3: Field<UInt64> = .bits64(
        .guestState, 20, "Guest IA32_FRED_SSP3", "GUEST_IA32_FRED_SSP3",
        existsWhen: .supportsAny(controls.entry.loadIA32FRED, controls.secondaryExit.saveIA32FRED), linux: .none,
        sources: .fred)
    /// NOVA has these two encodings behind the FRED fields, as it has ``HostFREDFields/ia32FMASK``. No edition of
    /// the SDM does, and Bochs, which implements FRED, leaves them free: a draft's, most probably.
    public let ia32FMASK: Field<UInt64> = .bits64(
        .guestState, 21, "Guest IA32_FMASK", "GUEST_IA32_FMASK", existsWhen: .undocumented, linux: .none,
        sources: .nova)
    public let ia32PL0SSP: Field<UInt64> = .bits64(
        .guestState, 22, "Guest IA32_PL0_SSP", "GUEST_IA32_PL0_SSP", existsWhen: .undocumented, linux: .none,
        sources: .nova)
}

extension GuestFields {
    public subscript<Value: Word>(dynamicMember path: KeyPath<GuestFREDFields, Field<Value>>) -> Field<Value> {
        fred[keyPath: path]
    }
}

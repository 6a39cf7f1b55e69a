// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// The FRED MSRs that a VM exit loads.
///
/// SDM volume 3, "Host-State Area".
public struct HostFREDFields: Sendable {
    public let fredConfig: Field<UInt64> = .bits64(
        .hostState, 4, "Host IA32_FRED_CONFIG", "HOST_IA32_FRED_CONFIG",
        existsWhen: .supports(controls.secondaryExit.loadIA32FRED), linux: .none, sources: .fred)
    public let fredRSP1: Field<UInt64> = .bits64(
        .hostState, 5, "Host IA32_FRED_RSP1", "HOST_IA32_FRED_RSP1",
        existsWhen: .supports(controls.secondaryExit.loadIA32FRED), linux: .none, sources: .fred)
    public let fredRSP2: Field<UInt64> = .bits64(
        .hostState, 6, "Host IA32_FRED_RSP2", "HOST_IA32_FRED_RSP2",
        existsWhen: .supports(controls.secondaryExit.loadIA32FRED), linux: .none, sources: .fred)
    public let fredRSP3: Field<UInt64> = .bits64(
        .hostState, 7, "Host IA32_FRED_RSP3", "HOST_IA32_FRED_RSP3",
        existsWhen: .supports(controls.secondaryExit.loadIA32FRED), linux: .none, sources: .fred)
    public let fredStackLevels: Field<UInt64> = .bits64(
        .hostState, 8, "Host IA32_FRED_STKLVLS", "HOST_IA32_FRED_STKLVLS",
        existsWhen: .supports(controls.secondaryExit.loadIA32FRED), linux: .none, sources: .fred)
    public let fredSSP1: Field<UInt64> = .bits64(
        .hostState, 9, "Host IA32_FRED_SSP1", "HOST_IA32_FRED_SSP1",
        existsWhen: .supports(controls.secondaryExit.loadIA32FRED), linux: .none, sources: .fred)
    public let fredSSP2: Field<UInt64> = .bits64(
        .hostState, 10, "Host IA32_FRED_SSP2", "HOST_IA32_FRED_SSP2",
        existsWhen: .supports(controls.secondaryExit.loadIA32FRED), linux: .none, sources: .fred)
    public let fredSSP3: Field<UInt64> = .bits64(
        .hostState, 11, "Host IA32_FRED_SSP3", "HOST_IA32_FRED_SSP3",
        existsWhen: .supports(controls.secondaryExit.loadIA32FRED), linux: .none, sources: .fred)
    /// In NOVA alone, see ``GuestFREDFields/ia32FMASK``.
    public let ia32FMASK: Field<UInt64> = .bits64(
        .hostState, 12, "Host IA32_FMASK", "HOST_IA32_FMASK", existsWhen: .undocumented, linux: .none,
        sources: .nova)
}

extension HostFields {
    public subscript<Value: Word>(dynamicMember path: KeyPath<HostFREDFields, Field<Value>>) -> Field<Value> {
        fred[keyPath: path]
    }
}

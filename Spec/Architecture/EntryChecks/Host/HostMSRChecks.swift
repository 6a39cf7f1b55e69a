// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

private let exit: ExitControls = controls.exit
private let host: HostMSRFields = vmcs.host.msrs
private let fred: HostFREDFields = vmcs.host.fred
private let cet: Expr<Bool> = isOn(controls.exit.loadCETState)
private let loadsFRED: Expr<Bool> = isOn(controls.secondaryExit.loadIA32FRED)

/// MSRs and the SSP that a VM exit loads when controls say so.
///
/// SDM volume 3, "Checks on Host Control Registers, MSRs, and SSP".
public struct HostMSRChecks: Sendable {
    public let perfGlobalCtrl: EntryCheck = .rule(
        5101, "host.perf-global-ctrl.reserved", .hostRegisters,
        "Host IA32_PERF_GLOBAL_CTRL: only counters that the processor has are on.",
        given: isOn(exit.loadIA32PerfGlobalCtrl),
        holds: host.ia32PerfGlobalCtrl.isWithin(machine.writable.perfGlobalCtrl), sources: .manualLinux)
    public let pat: EntryCheck = .rule(
        5102, "host.pat", .hostRegisters, "Host IA32_PAT: each byte is 0, 1, 4, 5, 6 or 7.",
        given: isOn(exit.loadIA32PAT), holds: host.ia32Pat.isPAT, sources: .manualBochsLinux)
    public let eferReserved: EntryCheck = .rule(
        5103, "host.efer.reserved", .hostRegisters,
        "Host IA32_EFER: only SCE, LME, LMA and, where the processor has it, NXE are 1.",
        given: isOn(exit.loadIA32EFER), holds: host.ia32Efer.isEFER, sources: .manualBochsLinux)
    public let eferLMA: EntryCheck = .rule(
        5104, "host.efer.lma", .hostRegisters,
        "Host IA32_EFER.LMA is the value of the VM-exit control \"Host address-space size\".",
        given: isOn(exit.loadIA32EFER), holds: host.ia32Efer.hasAny(EFER.lma).equals(isOn(exit.hostAddressSpaceSize)),
        sources: .manualBochsLinux)
    public let eferLME: EntryCheck = .rule(
        5105, "host.efer.lme", .hostRegisters,
        "Host IA32_EFER.LME is the value of the VM-exit control \"Host address-space size\".",
        given: isOn(exit.loadIA32EFER), holds: host.ia32Efer.hasAny(EFER.lme).equals(isOn(exit.hostAddressSpaceSize)),
        sources: .manualBochsLinux)
    public let sCetReserved: EntryCheck = .rule(
        5106, "host.s-cet.reserved", .hostRegisters,
        "Host IA32_S_CET: bits 9:6, and those of features that the processor lacks, are 0.", given: cet,
        holds: host.sCet.isWithin(machine.writable.sCet), sources: .manualBochsLinux)
    public let sCetTracker: EntryCheck = .rule(
        5107, "host.s-cet.suppress-and-tracker", .hostRegisters,
        "Host IA32_S_CET: SUPPRESS (bit 10) and TRACKER (bit 11) are not both 1.", given: cet,
        holds: not(host.sCet.hasAll(0xc00)), sources: .manualBochsLinux)
    public let ssp: EntryCheck = .rule(
        5108, "host.ssp.alignment", .hostRegisters, "Host SSP: bits 1:0 are 0.", given: cet,
        holds: vmcs.host.ssp.hasNone(0x3), sources: .manualBochsLinux)
    public let pkrs: EntryCheck = .rule(
        5109, "host.pkrs.reserved", .hostRegisters, "Host IA32_PKRS: bits 63:32 are 0.", given: isOn(exit.loadPKRS),
        holds: host.ia32Pkrs.upperHalfIsZero)
    public let fredConfig: [EntryCheck] = .fredConfig(5110, "host", .hostRegisters, fred.fredConfig, given: loadsFRED)
    public let fredStacks: [EntryCheck] =
        .fredStack(5112, "host", "rsp1", .hostRegisters, fred.fredRSP1, reserved: 0x3f, given: loadsFRED)
        + .fredStack(5114, "host", "rsp2", .hostRegisters, fred.fredRSP2, reserved: 0x3f, given: loadsFRED)
        + .fredStack(5116, "host", "rsp3", .hostRegisters, fred.fredRSP3, reserved: 0x3f, given: loadsFRED)
    public let fredShadowStacks: [EntryCheck] =
        .fredStack(5118, "host", "ssp1", .hostRegisters, fred.fredSSP1, reserved: 0x7, given: loadsFRED)
        + .fredStack(5120, "host", "ssp2", .hostRegisters, fred.fredSSP2, reserved: 0x7, given: loadsFRED)
        + .fredStack(5122, "host", "ssp3", .hostRegisters, fred.fredSSP3, reserved: 0x7, given: loadsFRED)
    public let specCtrl: EntryCheck = .rule(
        5124, "host.spec-ctrl.reserved", .hostRegisters,
        "Host IA32_SPEC_CTRL: only bits that the processor has are 1.",
        given: isOn(controls.secondaryExit.loadIA32SpecCtrl),
        holds: host.ia32SpecCtrl.isWithin(machine.writable.specCtrl))
}

extension [EntryCheck] {
    /// IA32_FRED_CONFIG of guest or host: its reserved bits, and its address.
    static func fredConfig(
        _ number: Int, _ side: String, _ section: EntryCheckSection, _ field: Field<UInt64>, given: Expr<Bool>,
        fileID: StaticString = #fileID, line: UInt = #line
    ) -> [EntryCheck] {
        let what: String = field.declaration.name
        return [
            .rule(
                number, "\(side).fred-config.reserved", section, "\(what): bits 2, 5:4 and 11 are 0.", given: given,
                holds: field.hasNone(0x834), fileID: fileID, line: line),
            // Bochs does not look.
            .rule(
                number + 1, "\(side).fred-config.canonical", section, "\(what): the address is canonical.",
                given: given, holds: field.isCanonical, sources: .manual, fileID: fileID, line: line),
        ]
    }

    /// A stack pointer of FRED: its alignment, and its address.
    static func fredStack(
        _ number: Int, _ side: String, _ name: String, _ section: EntryCheckSection, _ field: Field<UInt64>,
        reserved: UInt64, given: Expr<Bool>, fileID: StaticString = #fileID, line: UInt = #line
    ) -> [EntryCheck] {
        let what: String = field.declaration.name
        let high: Int = reserved.nonzeroBitCount - 1
        return [
            .rule(
                number, "\(side).fred-\(name).alignment", section, "\(what): bits \(high):0 are 0.", given: given,
                holds: field.hasNone(reserved), fileID: fileID, line: line),
            .rule(
                number + 1, "\(side).fred-\(name).canonical", section, "\(what): the address is canonical.",
                given: given, holds: field.isCanonical, fileID: fileID, line: line),
        ]
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

private let entry: EntryControls = controls.entry
private let guest: GuestMSRFields = vmcs.guest.msrs
private let fred: GuestFREDFields = vmcs.guest.fred
private let cet: Expr<Bool> = isOn(controls.entry.loadCETState)
private let loadsFRED: Expr<Bool> = isOn(controls.entry.loadIA32FRED)

/// MSRs that VM entry loads.
///
/// SDM volume 3, "Checks on Guest Control Registers, Debug Registers, and MSRs".
public struct GuestMSRChecks: Sendable {
    public let debugctl: EntryCheck = .rule(
        7101, "guest.debugctl.reserved", .guestRegisters,
        "Guest IA32_DEBUGCTL: only bits that the processor has are 1; 5:3 and 63:16 never.",
        given: isOn(entry.loadDebugControls), holds: guest.ia32Debugctl.isWithin(machine.writable.debugctl),
        sources: .manualLinux)
    public let sysenterESP: EntryCheck = .rule(
        7102, "guest.sysenter-esp.canonical", .guestRegisters, "Guest IA32_SYSENTER_ESP: the address is canonical.",
        holds: guest.sysenterESP.isCanonical)
    public let sysenterEIP: EntryCheck = .rule(
        7103, "guest.sysenter-eip.canonical", .guestRegisters, "Guest IA32_SYSENTER_EIP: the address is canonical.",
        holds: guest.sysenterEIP.isCanonical)
    public let sCetCanonical: EntryCheck = .rule(
        7104, "guest.s-cet.canonical", .guestRegisters, "Guest IA32_S_CET: the address is canonical.", given: cet,
        holds: guest.sCet.isCanonical, sources: .manualBochsLinux)
    public let interruptSSPTable: EntryCheck = .rule(
        7105, "guest.interrupt-ssp-table.canonical", .guestRegisters,
        "Guest IA32_INTERRUPT_SSP_TABLE_ADDR: the address is canonical.", given: cet,
        holds: guest.interruptSSPTable.isCanonical, sources: .manualBochsLinux)
    public let sCetReserved: EntryCheck = .rule(
        7106, "guest.s-cet.reserved", .guestRegisters,
        "Guest IA32_S_CET: bits 9:6, and those of features that the processor lacks, are 0.", given: cet,
        holds: guest.sCet.isWithin(machine.writable.sCet), sources: .manualBochsLinux)
    public let sCetTracker: EntryCheck = .rule(
        7107, "guest.s-cet.suppress-and-tracker", .guestRegisters,
        "Guest IA32_S_CET: SUPPRESS (bit 10) and TRACKER (bit 11) are not both 1.", given: cet,
        holds: not(guest.sCet.hasAll(0xc00)), sources: .manualBochsLinux)
    public let perfGlobalCtrl: EntryCheck = .rule(
        7108, "guest.perf-global-ctrl.reserved", .guestRegisters,
        "Guest IA32_PERF_GLOBAL_CTRL: only counters that the processor has are on.",
        given: isOn(entry.loadIA32PerfGlobalCtrl),
        holds: guest.ia32PerfGlobalCtrl.isWithin(machine.writable.perfGlobalCtrl), sources: .manualLinux)
    public let pat: EntryCheck = .rule(
        7109, "guest.pat", .guestRegisters, "Guest IA32_PAT: each byte is 0, 1, 4, 5, 6 or 7.",
        given: isOn(entry.loadIA32PAT), holds: guest.ia32Pat.isPAT, sources: .manualBochsLinux)
    public let eferReserved: EntryCheck = .rule(
        7110, "guest.efer.reserved", .guestRegisters,
        "Guest IA32_EFER: only SCE, LME, LMA and, where the processor has it, NXE are 1.",
        given: isOn(entry.loadIA32EFER), holds: guest.ia32Efer.isEFER, sources: .manualBochsLinux)
    public let eferLMA: EntryCheck = .rule(
        7111, "guest.efer.lma", .guestRegisters,
        "Guest IA32_EFER.LMA is the value of the VM-entry control \"IA-32e mode guest\".",
        given: isOn(entry.loadIA32EFER), holds: guest.ia32Efer.hasAny(EFER.lma).equals(GuestTerms.willBeIA32e),
        sources: .manualBochsLinux)
    public let eferLME: EntryCheck = .rule(
        7112, "guest.efer.lme", .guestRegisters, "Guest IA32_EFER.LME is IA32_EFER.LMA when CR0.PG is 1.",
        given: allOf(isOn(entry.loadIA32EFER), vmcs.guest.cr0.hasAny(CR0.pg)),
        holds: guest.ia32Efer.hasAny(EFER.lme).equals(guest.ia32Efer.hasAny(EFER.lma)), sources: .manualBochsLinux)
    public let bndcfgsReserved: EntryCheck = .rule(
        7113, "guest.bndcfgs.reserved", .guestRegisters, "Guest IA32_BNDCFGS: bits 11:2 are 0.",
        given: isOn(entry.loadIA32BNDCFGS), holds: guest.bndcfgs.hasNone(0xffc), sources: .manualLinux)
    public let bndcfgsCanonical: EntryCheck = .rule(
        7114, "guest.bndcfgs.canonical", .guestRegisters,
        "Guest IA32_BNDCFGS: the address in bits 63:12 is canonical.", given: isOn(entry.loadIA32BNDCFGS),
        holds: guest.bndcfgs.isCanonical, sources: .manualLinux)
    public let rtitCtl: EntryCheck = .rule(
        7115, "guest.rtit-ctl.reserved", .guestRegisters,
        "Guest IA32_RTIT_CTL: only bits that the processor has are 1.", given: isOn(entry.loadIA32RTITCtl),
        holds: guest.ia32RtitCtl.isWithin(machine.writable.rtitCtl), sources: .manual)
    public let lbrCtl: EntryCheck = .rule(
        7116, "guest.lbr-ctl.reserved", .guestRegisters,
        "Guest IA32_LBR_CTL: only bits that the processor has are 1.", given: isOn(entry.loadGuestIA32LBRCtl),
        holds: guest.ia32LbrCtl.isWithin(machine.writable.lbrCtl), sources: .manual)
    public let pkrs: EntryCheck = .rule(
        7117, "guest.pkrs.reserved", .guestRegisters, "Guest IA32_PKRS: bits 63:32 are 0.",
        given: isOn(entry.loadPKRS), holds: guest.ia32Pkrs.upperHalfIsZero)
    public let uinv: EntryCheck = .rule(
        7118, "guest.uinv.reserved", .guestRegisters, "Guest UINV: bits 15:8 are 0.", given: isOn(entry.loadUINV),
        holds: vmcs.guest.uinv.atMost(255))
    public let fredConfig: [EntryCheck] = .fredConfig(7119, "guest", .guestRegisters, fred.fredConfig, given: loadsFRED)
    public let fredStacks: [EntryCheck] =
        .fredStack(7121, "guest", "rsp1", .guestRegisters, fred.fredRSP1, reserved: 0x3f, given: loadsFRED)
        + .fredStack(7123, "guest", "rsp2", .guestRegisters, fred.fredRSP2, reserved: 0x3f, given: loadsFRED)
        + .fredStack(7125, "guest", "rsp3", .guestRegisters, fred.fredRSP3, reserved: 0x3f, given: loadsFRED)
    public let fredShadowStacks: [EntryCheck] =
        .fredStack(7127, "guest", "ssp1", .guestRegisters, fred.fredSSP1, reserved: 0x7, given: loadsFRED)
        + .fredStack(7129, "guest", "ssp2", .guestRegisters, fred.fredSSP2, reserved: 0x7, given: loadsFRED)
        + .fredStack(7131, "guest", "ssp3", .guestRegisters, fred.fredSSP3, reserved: 0x7, given: loadsFRED)
    public let specCtrl: EntryCheck = .rule(
        7133, "guest.spec-ctrl.reserved", .guestRegisters,
        "Guest IA32_SPEC_CTRL: only bits that the processor has are 1.", given: isOn(entry.loadIA32SpecCtrl),
        holds: guest.ia32SpecCtrl.isWithin(machine.writable.specCtrl))
}

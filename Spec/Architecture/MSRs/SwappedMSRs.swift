// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// MSRs whose guest value VM entry loads from the VMCS: in root mode the register holds the host's.
///
/// SDM volume 3, "Loading Guest Control Registers, Debug Registers, and MSRs".
public struct SwappedMSRs: Sendable {
    public let sysenterCS: ModelSpecificRegister = ModelSpecificRegister(
        "IA32_SYSENTER_CS", 0x174, guestField: vmcs.guest.sysenterCS.declaration)
    public let sysenterESP: ModelSpecificRegister = ModelSpecificRegister(
        "IA32_SYSENTER_ESP", 0x175, guestField: vmcs.guest.sysenterESP.declaration)
    public let sysenterEIP: ModelSpecificRegister = ModelSpecificRegister(
        "IA32_SYSENTER_EIP", 0x176, guestField: vmcs.guest.sysenterEIP.declaration)
    public let debugctl: ModelSpecificRegister = ModelSpecificRegister(
        "IA32_DEBUGCTL", 0x1d9, guestField: vmcs.guest.ia32Debugctl.declaration,
        loadedBy: controls.entry.loadDebugControls.declaration.id)
    public let pat: ModelSpecificRegister = ModelSpecificRegister(
        "IA32_PAT", 0x277, guestField: vmcs.guest.ia32Pat.declaration,
        loadedBy: controls.entry.loadIA32PAT.declaration.id)
    public let perfGlobalCtrl: ModelSpecificRegister = ModelSpecificRegister(
        "IA32_PERF_GLOBAL_CTRL", 0x38f, guestField: vmcs.guest.ia32PerfGlobalCtrl.declaration,
        loadedBy: controls.entry.loadIA32PerfGlobalCtrl.declaration.id)
    public let rtitCtl: ModelSpecificRegister = ModelSpecificRegister(
        "IA32_RTIT_CTL", 0x570, guestField: vmcs.guest.ia32RtitCtl.declaration,
        loadedBy: controls.entry.loadIA32RTITCtl.declaration.id)
    public let sCet: ModelSpecificRegister = ModelSpecificRegister(
        "IA32_S_CET", 0x6a2, guestField: vmcs.guest.sCet.declaration,
        loadedBy: controls.entry.loadCETState.declaration.id)
    public let interruptSSPTable: ModelSpecificRegister = ModelSpecificRegister(
        "IA32_INTERRUPT_SSP_TABLE_ADDR", 0x6a8, guestField: vmcs.guest.interruptSSPTable.declaration,
        loadedBy: controls.entry.loadCETState.declaration.id)
    public let pkrs: ModelSpecificRegister = ModelSpecificRegister(
        "IA32_PKRS", 0x6e1, guestField: vmcs.guest.ia32Pkrs.declaration,
        loadedBy: controls.entry.loadPKRS.declaration.id)
    public let bndcfgs: ModelSpecificRegister = ModelSpecificRegister(
        "IA32_BNDCFGS", 0xd90, guestField: vmcs.guest.bndcfgs.declaration,
        loadedBy: controls.entry.loadIA32BNDCFGS.declaration.id)
    public let lbrCtl: ModelSpecificRegister = ModelSpecificRegister(
        "IA32_LBR_CTL", 0x14ce, guestField: vmcs.guest.ia32LbrCtl.declaration,
        loadedBy: controls.entry.loadGuestIA32LBRCtl.declaration.id)
    public let efer: ModelSpecificRegister = ModelSpecificRegister(
        "IA32_EFER", 0xc000_0080, guestField: vmcs.guest.ia32Efer.declaration,
        loadedBy: controls.entry.loadIA32EFER.declaration.id)
    public let fsBase: ModelSpecificRegister = ModelSpecificRegister(
        "IA32_FS_BASE", 0xc000_0100, guestField: vmcs.guest.fsBase.declaration)
    public let gsBase: ModelSpecificRegister = ModelSpecificRegister(
        "IA32_GS_BASE", 0xc000_0101, guestField: vmcs.guest.gsBase.declaration)
}

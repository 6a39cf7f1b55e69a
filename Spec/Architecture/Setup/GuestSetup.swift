// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// The guest-state area from the guest's environment: in `runningSystem` mode the
/// CPU as it is at the moment it is started.
@HandlerBuilder
public func writeGuestState() -> [Statement] {
    writeGuestRegisters()
    writeGuestSegments()
    writeGuestSystemState()
}

@HandlerBuilder
private func writeGuestRegisters() -> [Statement] {
    vmcs.guest.cr0 <- environment("guest.cr0", as: UInt64.self)
    vmcs.guest.cr3 <- environment("guest.cr3", as: UInt64.self)
    vmcs.guest.cr4 <- environment("guest.cr4", as: UInt64.self)
    vmcs.guest.dr7 <- environment("guest.dr7", as: UInt64.self)
    vmcs.guest.rsp <- environment("guest.rsp", as: UInt64.self)
    vmcs.guest.rip <- environment("guest.rip", as: UInt64.self)
    vmcs.guest.rflags <- environment("guest.rflags", as: UInt64.self)
}

@HandlerBuilder
private func writeGuestSegments() -> [Statement] {
    segment("es", vmcs.guest.esSelector, vmcs.guest.esBase, vmcs.guest.esLimit, vmcs.guest.esAccessRights)
    segment("cs", vmcs.guest.csSelector, vmcs.guest.csBase, vmcs.guest.csLimit, vmcs.guest.csAccessRights)
    segment("ss", vmcs.guest.ssSelector, vmcs.guest.ssBase, vmcs.guest.ssLimit, vmcs.guest.ssAccessRights)
    segment("ds", vmcs.guest.dsSelector, vmcs.guest.dsBase, vmcs.guest.dsLimit, vmcs.guest.dsAccessRights)
    segment("fs", vmcs.guest.fsSelector, vmcs.guest.fsBase, vmcs.guest.fsLimit, vmcs.guest.fsAccessRights)
    segment("gs", vmcs.guest.gsSelector, vmcs.guest.gsBase, vmcs.guest.gsLimit, vmcs.guest.gsAccessRights)
    segment(
        "ldtr", vmcs.guest.ldtrSelector, vmcs.guest.ldtrBase, vmcs.guest.ldtrLimit, vmcs.guest.ldtrAccessRights)
    segment("tr", vmcs.guest.trSelector, vmcs.guest.trBase, vmcs.guest.trLimit, vmcs.guest.trAccessRights)
    vmcs.guest.gdtrBase <- environment("guest.gdtr.base", as: UInt64.self)
    vmcs.guest.gdtrLimit <- environment("guest.gdtr.limit", as: UInt32.self)
    vmcs.guest.idtrBase <- environment("guest.idtr.base", as: UInt64.self)
    vmcs.guest.idtrLimit <- environment("guest.idtr.limit", as: UInt32.self)
}

@HandlerBuilder
private func segment(
    _ name: String, _ selector: Field<UInt16>, _ base: Field<UInt64>, _ limit: Field<UInt32>,
    _ accessRights: Field<UInt32>
) -> [Statement] {
    selector <- environment("guest.\(name).selector", as: UInt16.self)
    base <- environment("guest.\(name).base", as: UInt64.self)
    limit <- environment("guest.\(name).limit", as: UInt32.self)
    accessRights <- environment("guest.\(name).access_rights", as: UInt32.self)
}

@HandlerBuilder
private func writeGuestSystemState() -> [Statement] {
    vmcs.guest.sysenterCS <- environment("guest.sysenter_cs", as: UInt64.self).u32
    vmcs.guest.sysenterESP <- environment("guest.sysenter_esp", as: UInt64.self)
    vmcs.guest.sysenterEIP <- environment("guest.sysenter_eip", as: UInt64.self)
    vmcs.guest.ia32Debugctl <- environment("guest.debugctl", as: UInt64.self)
    If(enabled(controls.entry.loadIA32EFER)) {
        vmcs.guest.ia32Efer <- environment("guest.efer", as: UInt64.self)
    }
    If(enabled(controls.entry.loadIA32PAT)) {
        vmcs.guest.ia32Pat <- environment("guest.pat", as: UInt64.self)
    }
    // Only PAE paging uses them, which neither a running 64-bit kernel nor our own guests do.
    If(enabled(controls.secondary.enableEPT)) {
        vmcs.guest.pdpte0 <- 0
        vmcs.guest.pdpte1 <- 0
        vmcs.guest.pdpte2 <- 0
        vmcs.guest.pdpte3 <- 0
    }
    vmcs.guest.interruptibilityInfo <- 0
    vmcs.guest.activityState <- 0
    vmcs.guest.pendingDebugExceptions <- 0
    // No shadow VMCS.
    vmcs.guest.vmcsLinkPointer <- 0xffff_ffff_ffff_ffff
}

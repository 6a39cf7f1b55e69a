// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// The host-state area from the root environment.
@HandlerBuilder
public func writeHostState() -> [Statement] {
    vmcs.host.cr0 <- environment("host.cr0", as: UInt64.self)
    vmcs.host.cr3 <- environment("host.cr3", as: UInt64.self)
    vmcs.host.cr4 <- environment("host.cr4", as: UInt64.self)
    vmcs.host.rsp <- environment("host.rsp", as: UInt64.self)
    vmcs.host.rip <- environment("host.rip", as: UInt64.self)
    vmcs.host.csSelector <- environment("host.cs", as: UInt16.self)
    vmcs.host.ssSelector <- environment("host.ss", as: UInt16.self)
    vmcs.host.dsSelector <- environment("host.ds", as: UInt16.self)
    vmcs.host.esSelector <- environment("host.es", as: UInt16.self)
    vmcs.host.fsSelector <- environment("host.fs", as: UInt16.self)
    vmcs.host.gsSelector <- environment("host.gs", as: UInt16.self)
    vmcs.host.trSelector <- environment("host.tr", as: UInt16.self)
    vmcs.host.fsBase <- environment("host.fs_base", as: UInt64.self)
    vmcs.host.gsBase <- environment("host.gs_base", as: UInt64.self)
    vmcs.host.trBase <- environment("host.tr_base", as: UInt64.self)
    vmcs.host.gdtrBase <- environment("host.gdtr_base", as: UInt64.self)
    vmcs.host.idtrBase <- environment("host.idtr_base", as: UInt64.self)
    vmcs.host.sysenterCS <- environment("host.sysenter_cs", as: UInt64.self).u32
    vmcs.host.sysenterESP <- environment("host.sysenter_esp", as: UInt64.self)
    vmcs.host.sysenterEIP <- environment("host.sysenter_eip", as: UInt64.self)
    If(enabled(controls.exit.loadIA32EFER)) {
        vmcs.host.ia32Efer <- environment("host.efer", as: UInt64.self)
    }
    If(enabled(controls.exit.loadIA32PAT)) {
        vmcs.host.ia32Pat <- environment("host.pat", as: UInt64.self)
    }
}

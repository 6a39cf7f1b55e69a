// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// The control fields that every hypervisor needs, from what negotiation chose
/// and what the runtime allocated.
@HandlerBuilder
public func writeControls() -> [Statement] {
    vmcs.control.pinBased <- environment("controls.pin", as: UInt32.self)
    vmcs.control.primary <- environment("controls.primary", as: UInt32.self)
    If(enabled(controls.primary.activateSecondaryControls)) {
        vmcs.control.secondary <- environment("controls.secondary", as: UInt32.self)
    }
    vmcs.control.exit <- environment("controls.exit", as: UInt32.self)
    vmcs.control.entry <- environment("controls.entry", as: UInt32.self)
    vmcs.control.exceptionBitmap <- 0
    vmcs.control.pageFaultErrorCodeMask <- 0
    vmcs.control.pageFaultErrorCodeMatch <- 0
    vmcs.control.cr3TargetCount <- 0
    vmcs.control.exitMSRStoreCount <- 0
    vmcs.control.exitMSRLoadCount <- 0
    vmcs.control.entryMSRLoadCount <- 0
    vmcs.control.entryInterruptionInformation <- 0
    vmcs.control.entryExceptionErrorCode <- 0
    vmcs.control.entryInstructionLength <- 0
    vmcs.control.tscOffset <- 0
    If(enabled(controls.primary.useMSRBitmaps)) {
        vmcs.control.msrBitmap <- environment("msr_bitmap", as: UInt64.self)
    }
    If(enabled(controls.primary.useIOBitmaps)) {
        vmcs.control.ioBitmapA <- environment("io_bitmap_a", as: UInt64.self)
        vmcs.control.ioBitmapB <- environment("io_bitmap_b", as: UInt64.self)
    }
    If(enabled(controls.secondary.enableEPT)) {
        vmcs.control.eptPointer <- environment("eptp", as: UInt64.self)
    }
    If(enabled(controls.secondary.enableVPID)) {
        vmcs.control.vpid <- environment("vpid", as: UInt16.self)
    }
    // Leaves of PCONFIG that would exit: none.
    If(enabled(controls.secondary.enablePCONFIG)) {
        vmcs.control.pconfigExitingBitmap <- 0
    }
    // Bits of IA32_XSS that would make XSAVES and XRSTORS exit: none.
    If(enabled(controls.secondary.enableXSAVES)) {
        vmcs.control.xssExitingBitmap <- 0
    }
}

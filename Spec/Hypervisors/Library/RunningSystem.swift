// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

/// The controls that every hypervisor with the running kernel as its guest needs.
public func runningSystemControls() -> [HypervisorPart] {
    // A transition must leave DR7 and DEBUGCTL as each side knows them: both pairs, or they go stale.
    Require(
        controls.entry.loadDebugControls, controls.exit.saveDebugControls,
        controls.entry.ia32eModeGuest, controls.exit.hostAddressSpaceSize)
        + Require(
            controls.primary.activateSecondaryControls, controls.primary.useMSRBitmaps,
            controls.secondary.enableEPT)
        + Prefer(controls.secondary.enableVPID)
        + instructionsTheGuestSees()
}

/// Whatever CPUID shows must work, or the kernel gets #UD at its next context switch.
private func instructionsTheGuestSees() -> [HypervisorPart] {
    Require(controls.secondary.enableRDTSCP, whenGuestSees: CPUIDFeatures.rdtscp)
        + Require(controls.secondary.enableINVPCID, whenGuestSees: CPUIDFeatures.invpcid)
        + Require(controls.secondary.enableXSAVES, whenGuestSees: CPUIDFeatures.xsaves)
        + Require(controls.secondary.enableUserWaitAndPause, whenGuestSees: CPUIDFeatures.waitpkg)
        + Require(controls.secondary.enablePCONFIG, whenGuestSees: CPUIDFeatures.pconfig)
}

/// The VMCS of a running system: the CPU goes on where it is.
public func runningSystemSetup() -> HypervisorPart {
    Setup {
        writeControls()
        writeOwnedBits()
        writeGuestState()
        writeHostState()
    }
}

/// Bits of CR4 that the hypervisor owns, and what the guest reads of them at first:
/// VMXE as 0, the others as they are. Nothing of CR0 is owned.
@HandlerBuilder
private func writeOwnedBits() -> [Statement] {
    vmcs.control.cr0GuestHostMask <- 0
    vmcs.control.cr0ReadShadow <- environment("guest.cr0", as: UInt64.self)
    vmcs.control.cr4GuestHostMask <- ownedCR4Bits
    vmcs.control.cr4ReadShadow <- environment("guest.cr4", as: UInt64.self) & ~CR4.vmxe
}

/// VMXE, which Linux must not clear, and the two bits that CPUID shows: root mode
/// executes CPUID for the guest, so its own CR4 must have them as the guest's.
public let ownedCR4Bits: UInt64 = CR4.vmxe | CR4.osxsave | CR4.ospke

/// The bits of CR4 that exits depend on, and their handler.
public func ownedControlRegisterBits() -> [HypervisorPart] {
    [
        OwnCR4(CR4.vmxe, "VMXE", showing: .zero),
        OwnCR4(CR4.osxsave, "OSXSAVE", showing: .ownValue),
        OwnCR4(CR4.ospke, "OSPKE", showing: .ownValue),
        On(exits.controlRegisterAccess) { exit in moveToOwnedCR4(exit) },
    ]
}

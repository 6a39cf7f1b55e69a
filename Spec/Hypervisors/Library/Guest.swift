// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

/// The controls of a guest of its own: Linux's events exit, nothing of the guest's
/// state is shared with the host.
public func guestControls() -> [HypervisorPart] {
    Require(controls.pin.externalInterruptExiting, controls.pin.nmiExiting)
        + Require(
            controls.primary.hltExiting, controls.primary.unconditionalIOExiting,
            // Or the guest could block Linux's interrupts, and write Linux's debug registers.
            controls.primary.cr8LoadExiting, controls.primary.movDRExiting,
            controls.primary.activateSecondaryControls, controls.secondary.enableEPT)
        + Prefer(controls.secondary.enableVPID)
        + Require(
            controls.exit.hostAddressSpaceSize, controls.exit.saveDebugControls, controls.exit.loadIA32EFER,
            controls.exit.saveIA32EFER, controls.exit.loadIA32PAT, controls.exit.saveIA32PAT)
        + Require(
            controls.entry.loadDebugControls, controls.entry.ia32eModeGuest, controls.entry.loadIA32EFER,
            controls.entry.loadIA32PAT)
}

/// Sets the VMCS up from the guest that the process described.
public func guestSetup() -> HypervisorPart {
    Setup {
        writeControls()
        // Every bit of CR0 and CR4 is the host's: the guest of a process changes none.
        vmcs.control.cr0GuestHostMask <- 0xffff_ffff_ffff_ffff
        vmcs.control.cr0ReadShadow <- environment("guest.cr0", as: UInt64.self)
        vmcs.control.cr4GuestHostMask <- 0xffff_ffff_ffff_ffff
        vmcs.control.cr4ReadShadow <- environment("guest.cr4", as: UInt64.self) & ~CR4.vmxe
        writeGuestState()
        writeHostState()
    }
}

/// Everything that a guest of a process can cause beside HLT and VMCALL. What is
/// Linux's (interrupts, NMIs) is Linux's to handle before the guest goes on; what
/// this guest has no business with is #UD or #GP, as on a processor without it.
public func guestEvents() -> [HypervisorPart] {
    refusedInstructions() + guestInstructions() + [
        On(exits.externalInterrupt) { Resume() },
        On(exits.exceptionOrNMI) { Resume() },
        On(exits.tripleFault) { LeaveToUser(UserReason("SHUTDOWN")) },
        On(exits.initSignal) { Stop("INIT signal") },
        On(exits.startupIPI) { Stop("start-up IPI") },
        On(exits.taskSwitch) { Inject(.generalProtection(0)) },
        On(exits.eptViolation) { LeaveToUser(UserReason("MEMORY")) },
        On(exits.eptMisconfiguration) { Fatal("EPT misconfiguration") },
        On(exits.entryFailureGuestState) { Fatal("VM entry failed: invalid guest state") },
        On(exits.entryFailureMSRLoading) { Fatal("VM entry failed: MSR loading") },
        On(exits.entryFailureMachineCheck) { Fatal("VM entry failed: machine-check event") },
    ]
}

private func guestInstructions() -> [HypervisorPart] {
    [
        On(exits.cpuid) {
            guest.rax <- 0
            guest.rbx <- 0
            guest.rcx <- 0
            guest.rdx <- 0
            Advance()
        },
        On(exits.controlRegisterAccess) { Inject(.generalProtection(0)) },
        On(exits.movDR) { Inject(.invalidOpcode) },
        On(exits.ioInstruction) { Inject(.generalProtection(0)) },
        On(exits.rdmsr) { Inject(.generalProtection(0)) },
        On(exits.wrmsr) { Inject(.generalProtection(0)) },
        On(exits.rdmsrImmediate) { Inject(.invalidOpcode) },
        On(exits.wrmsrImmediate) { Inject(.invalidOpcode) },
        On(exits.urdmsr) { Inject(.invalidOpcode) },
        On(exits.uwrmsr) { Inject(.invalidOpcode) },
        On(exits.xsetbv) { Inject(.generalProtection(0)) },
        On(exits.invd) { Advance() },
    ]
}

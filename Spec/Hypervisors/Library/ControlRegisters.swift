// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

/// MOV to CR4 that would change an owned bit: does what the processor does, with
/// its own checks, and keeps VMXE.
///
/// SDM volume 2, "MOV—Move to/from Control Registers"; volume 3, "Control Registers".
@HandlerBuilder
public func moveToOwnedCR4(
    _ exit: ExitContext<ControlRegisterAccessQualification, NoLayout>
) -> [Statement] {
    let new = Variable<UInt64>("new")
    let old = Variable<UInt64>("old")
    let changed = Variable<UInt64>("changed")
    let supported = Variable<UInt64>("supported")
    let faulted = Variable<Bool>("faulted")
    // Only CR4 has owned bits, and only MOV reaches it.
    If(exit.qualification.accessType != 0 || exit.qualification.controlRegister != 4) {
        Inject(.generalProtection(0))
    }
    new <- guest.register(numbered: exit.qualification.register)
    old <- (vmcs.guest.cr4 & ~CR4.vmxe) | (vmcs.control.cr4ReadShadow & CR4.vmxe)
    changed <- new ^ old
    // What the processor supports is what VMX operation lets be 1; VT-x is hidden, so VMXE is reserved.
    ReadMSR(constant(capabilityMSRs.cr4Fixed1.address), value: supported, faulted: faulted)
    If(faulted || (new & ~(supported & ~CR4.vmxe)) != 0) {
        Inject(.generalProtection(0))
    }
    // In IA-32e mode PAE stays, and LA57 stays as it is.
    If(new.hasNone(CR4.pae) || changed.hasAny(CR4.la57)) {
        Inject(.generalProtection(0))
    }
    If(changed.hasAny(CR4.pcide) && new.hasAny(CR4.pcide)) {
        If(vmcs.guest.cr3.hasAny(0xfff)) {
            Inject(.generalProtection(0))
        }
    }
    If(new.hasAny(CR4.cet)) {
        If(vmcs.guest.cr0.hasNone(CR0.wp)) {
            Inject(.generalProtection(0))
        }
    }
    vmcs.guest.cr4 <- new | CR4.vmxe
    vmcs.control.cr4ReadShadow <- new
    // Root mode executes CPUID for the guest, which shows these bits of CR4.
    vmcs.host.cr4 <- (vmcs.host.cr4 & ~(CR4.osxsave | CR4.ospke)) | (new & (CR4.osxsave | CR4.ospke))
    // Without a VPID the entry itself drops every translation.
    If(enabled(controls.secondary.enableVPID)) {
        If(changed.hasAny(CR4.pge | CR4.pse | CR4.pcide | CR4.smep)) {
            flushGuestTLB()
        }
    }
    Advance()
}

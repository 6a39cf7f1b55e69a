// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

// What MOV, CLTS and LMSW do to a control register that the hypervisor owns, with the processor's own checks.
//
// SDM volume 2, "MOV—Move to/from Control Registers"; volume 3, "Control Registers" and "Guest/Host Masks and Read
// Shadows for CR0 and CR4".

/// Bits of CR0 that processors implement; the others are ignored.
private let implementedCR0: UInt64 =
    CR0.pe | CR0.mp | CR0.em | CR0.ts | CR0.et | CR0.ne | CR0.wp | CR0.am | CR0.nw | CR0.cd | CR0.pg

/// L of the access rights of CS: 64-bit mode.
let longCodeSegment: UInt32 = 1 << 13

/// Gives CR0 a new value, all of whose bits the hypervisor owns. A change of paging needs "unrestricted guest" and
/// EFER in the VMCS; without them the processor is given back, and makes the change itself.
///
/// - Parameter written: what the instruction would write, bits 63:32 included.
@HandlerBuilder
func writeOwnedCR0(_ written: some Readable<UInt64>) -> [Statement] {
    let new = Variable<UInt64>("new")
    let changed = Variable<UInt64>("changed")
    If((written & 0xffff_ffff_0000_0000) != 0) {
        Inject(.generalProtection(0))
    }
    new <- (written & implementedCR0) | CR0.et
    changed <- new ^ vmcs.control.cr0ReadShadow
    If(new.hasAny(CR0.nw) && new.hasNone(CR0.cd)) {
        Inject(.generalProtection(0))
    }
    If(new.hasAny(CR0.pg) && new.hasNone(CR0.pe)) {
        Inject(.generalProtection(0))
    }
    If(new.hasNone(CR0.wp) && vmcs.control.cr4ReadShadow.hasAny(CR4.cet)) {
        Inject(.generalProtection(0))
    }
    If(changed.hasAny(CR0.pg | CR0.pe)) {
        changePaging(new)
    }
    If(changed.hasAny(CR0.cd | CR0.nw)) {
        setCaching(new)
    }
    // NE is what VMX operation wants; PG and PE it wants too, but of an unrestricted guest.
    vmcs.guest.cr0 <- new | CR0.ne
    vmcs.control.cr0ReadShadow <- new
    If(changed.hasAny(CR0.pg | CR0.wp | CR0.pe)) {
        flushOwnTLB()
    }
    Advance()
}

/// SDM volume 3, "Activating IA-32e Mode" and "Deactivating IA-32e Mode".
@HandlerBuilder
private func changePaging(_ new: Variable<UInt64>) -> [Statement] {
    // Only a processor whose guest may be without paging can go on.
    If(!enabled(controls.secondary.unrestrictedGuest)) {
        Stop("the guest switched paging, which needs an unrestricted guest")
    }
    If(!enabled(controls.entry.loadIA32EFER)) {
        Stop("the guest switched paging, which needs EFER in the VMCS")
    } else: {
        If(new.hasAny(CR0.pg)) {
            If(vmcs.guest.ia32Efer.hasAny(EFER.lme)) {
                If(vmcs.guest.cr4.hasNone(CR4.pae) || vmcs.guest.csAccessRights.hasAny(longCodeSegment)) {
                    Inject(.generalProtection(0))
                }
                vmcs.guest.ia32Efer <- vmcs.guest.ia32Efer | EFER.lma
                vmcs.control.entry <- vmcs.control.entry | UInt32(controls.entry.ia32eModeGuest.declaration.mask)
            }
        } else: {
            If(vmcs.guest.cr4.hasAny(CR4.pcide)) {
                Inject(.generalProtection(0))
            }
            If(vmcs.guest.ia32Efer.hasAny(EFER.lma)) {
                // In 64-bit mode paging cannot be turned off.
                If(vmcs.guest.csAccessRights.hasAny(longCodeSegment)) {
                    Inject(.generalProtection(0))
                }
                vmcs.guest.ia32Efer <- vmcs.guest.ia32Efer & ~EFER.lma
                vmcs.control.entry <- vmcs.control.entry & ~UInt32(controls.entry.ia32eModeGuest.declaration.mask)
            }
        }
    }
}

/// Gives CR3 a new value.
@HandlerBuilder
func writeCR3(_ written: some Readable<UInt64>) -> [Statement] {
    let new = Variable<UInt64>("new")
    let mask = Variable<UInt64>("mask")
    let keepsTLB = Variable<Bool>("keepsTLB")
    new <- written
    keepsTLB <- false
    // With PCIDs bit 63 asks for no flush, and is not stored.
    If(vmcs.guest.cr4.hasAny(CR4.pcide)) {
        keepsTLB <- new.hasAny(noFlush)
        new <- new & ~noFlush
    }
    addressBitsOfCR3(mask)
    If((new & ~mask) != 0) {
        Inject(.generalProtection(0))
    }
    vmcs.guest.cr3 <- new
    If(!keepsTLB) {
        flushOwnTLB()
    }
    Advance()
}

private let noFlush: UInt64 = 1 << 63

/// Gives CR4 a new value and keeps VMXE, which the guest sees as 0.
@HandlerBuilder
func writeOwnedCR4(_ written: some Readable<UInt64>) -> [Statement] {
    let new = Variable<UInt64>("new")
    let old = Variable<UInt64>("old")
    let changed = Variable<UInt64>("changed")
    let supported = Variable<UInt64>("supported")
    let faulted = Variable<Bool>("faulted")
    new <- written
    old <- (vmcs.guest.cr4 & ~CR4.vmxe) | (vmcs.control.cr4ReadShadow & CR4.vmxe)
    changed <- new ^ old
    // What the processor supports is what VMX operation lets be 1; VT-x is hidden, so VMXE is reserved.
    ReadMSR(constant(capabilityMSRs.cr4Fixed1.address), value: supported, faulted: faulted)
    If(faulted || (new & ~(supported & ~CR4.vmxe)) != 0) {
        Inject(.generalProtection(0))
    }
    // In IA-32e mode PAE stays, and LA57 stays as it is.
    If(vmcs.control.entry.hasAny(UInt32(controls.entry.ia32eModeGuest.declaration.mask))) {
        If(new.hasNone(CR4.pae) || changed.hasAny(CR4.la57)) {
            Inject(.generalProtection(0))
        }
    } else: {
        If(new.hasAny(CR4.pcide)) {
            Inject(.generalProtection(0))
        }
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
    If(changed.hasAny(CR4.pge | CR4.pse | CR4.pcide | CR4.smep | CR4.pae)) {
        flushOwnTLB()
    }
    Advance()
}

/// Forgets the guest's translations. Without a VPID the entry itself drops every one.
@HandlerBuilder
func flushOwnTLB() -> [Statement] {
    If(enabled(controls.secondary.enableVPID)) {
        flushGuestTLB()
    }
}

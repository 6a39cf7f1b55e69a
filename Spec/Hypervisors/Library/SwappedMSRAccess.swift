// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

// RDMSR and WRMSR of MSRs whose guest value is in the VMCS while root mode runs. Writes make the processor's checks.
//
// SDM volume 4, "Architectural MSRs"; volume 3, "Loading Guest Control Registers, Debug Registers, and MSRs".

private let faulted: Variable<Bool> = Variable("faulted")

/// Arms for a Switch over the address of an MSR; each sets `value` and `faulted`.
func readSwappedMSRs(into value: Variable<UInt64>) -> [SwitchArm] {
    func arm(_ msr: ModelSpecificRegister, _ field: some Readable<UInt64>) -> SwitchArm {
        Case(UInt64(msr.address)) {
            value <- field
            faulted <- false
        }
    }
    func arm(_ msr: ModelSpecificRegister, _ field: Field<UInt64>, when control: Control) -> SwitchArm {
        Case(UInt64(msr.address)) {
            If(enabled(control)) {
                value <- field
                faulted <- false
            } else: {
                ReadMSR(constant(msr.address), value: value, faulted: faulted)
            }
        }
    }
    return [
        arm(msrs.sysenterCS, vmcs.guest.sysenterCS.u64),
        arm(msrs.sysenterESP, vmcs.guest.sysenterESP),
        arm(msrs.sysenterEIP, vmcs.guest.sysenterEIP),
        arm(msrs.debugctl, vmcs.guest.ia32Debugctl),
        arm(msrs.pat, vmcs.guest.ia32Pat, when: controls.entry.loadIA32PAT),
        arm(msrs.efer, vmcs.guest.ia32Efer, when: controls.entry.loadIA32EFER),
        arm(msrs.fsBase, vmcs.guest.fsBase),
        arm(msrs.gsBase, vmcs.guest.gsBase),
    ]
}

/// Arms for a Switch over the address of an MSR; each writes `value` or injects #GP, and sets `faulted`.
func writeSwappedMSRs(_ value: Variable<UInt64>) -> [SwitchArm] {
    func address(_ msr: ModelSpecificRegister, _ field: Field<UInt64>) -> SwitchArm {
        Case(UInt64(msr.address)) {
            refuseNonCanonical(value)
            field <- value
            faulted <- false
        }
    }
    return [
        Case(UInt64(msrs.sysenterCS.address)) {
            vmcs.guest.sysenterCS <- value.u32
            faulted <- false
        },
        address(msrs.sysenterESP, vmcs.guest.sysenterESP),
        address(msrs.sysenterEIP, vmcs.guest.sysenterEIP),
        Case(UInt64(msrs.debugctl.address)) {
            If((value & ~debugControls) != 0) {
                Inject(.generalProtection(0))
            }
            vmcs.guest.ia32Debugctl <- value
            faulted <- false
        },
        Case(UInt64(msrs.pat.address)) {
            // Each byte is 0, 1, 4, 5, 6 or 7.
            If(value.hasAny(0xf8f8_f8f8_f8f8_f8f8) || (value & ~(value >> 1) & 0x0202_0202_0202_0202) != 0) {
                Inject(.generalProtection(0))
            }
            If(enabled(controls.entry.loadIA32PAT)) {
                vmcs.guest.ia32Pat <- value
                faulted <- false
            } else: {
                WriteMSR(constant(msrs.pat.address), value, faulted: faulted)
            }
        },
        Case(UInt64(msrs.efer.address)) { writeEFER(value) },
        address(msrs.fsBase, vmcs.guest.fsBase),
        address(msrs.gsBase, vmcs.guest.gsBase),
    ]
}

/// What processors since Nehalem implement, but for the bus-lock bit and what enumerates by itself.
private let debugControls: UInt64 =
    DEBUGCTL.lbr | DEBUGCTL.btf | DEBUGCTL.tr | DEBUGCTL.bts | DEBUGCTL.btint | 3 << 9
    | DEBUGCTL.freezeLBRsOnPMI | DEBUGCTL.freezePerfmonOnPMI | 1 << 13 | DEBUGCTL.freezeInSMM

@HandlerBuilder
func refuseNonCanonical(
    _ value: Variable<UInt64>, with fault: InjectedEvent = .generalProtection(0)
) -> [Statement] {
    // Bits 63:47 are equal, or with 57-bit addresses bits 63:56: then adding at the lowest of them leaves none.
    If(vmcs.guest.cr4.hasAny(CR4.la57)) {
        If((value + (1 << 56)) >> 57 != 0) {
            Inject(fault)
        }
    } else: {
        If((value + (1 << 47)) >> 48 != 0) {
            Inject(fault)
        }
    }
}

@HandlerBuilder
private func writeEFER(_ value: Variable<UInt64>) -> [Statement] {
    let eax = Variable<UInt32>("eax")
    let ebx = Variable<UInt32>("ebx")
    let ecx = Variable<UInt32>("ecx")
    let edx = Variable<UInt32>("edx")
    If(enabled(controls.entry.loadIA32EFER)) {
        // CPUID leaf 0x8000_0001, EDX bit 20: NXE is there.
        ExecuteCPUID(
            leaf: constant(UInt32(0x8000_0001)), subleaf: constant(UInt32(0)), eax: eax, ebx: ebx, ecx: ecx, edx: edx)
        If(value.hasAny(EFER.nxe) && edx.hasNone(1 << 20)) {
            Inject(.generalProtection(0))
        }
        If((value & ~(EFER.sce | EFER.lme | EFER.lma | EFER.nxe)) != 0) {
            Inject(.generalProtection(0))
        }
        // LME stays as it is while paging is on.
        If(((value ^ vmcs.guest.ia32Efer) & EFER.lme) != 0 && vmcs.guest.cr0.hasAny(CR0.pg)) {
            Inject(.generalProtection(0))
        }
        // LMA is the processor's to write.
        vmcs.guest.ia32Efer <- (value & ~EFER.lma) | (vmcs.guest.ia32Efer & EFER.lma)
        faulted <- false
    } else: {
        WriteMSR(constant(msrs.efer.address), value, faulted: faulted)
    }
}

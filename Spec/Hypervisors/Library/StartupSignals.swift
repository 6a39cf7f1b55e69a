// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

/// INIT and start-up IPIs, by which one CPU restarts another: the guest's CPU is reset, waits and starts, and stays
/// under the hypervisor.
///
/// Needs an unrestricted guest, EFER in the VMCS, all of CR0 owned (``everyControlRegisterBit()``) and the activity
/// state wait-for-SIPI; where the processor lacks one of them, INIT gives it back. The local APIC is not reset.
///
/// SDM volume 3, "IA-32 and Intel 64 Processor States Following Power-up, Reset, or INIT".
public func startupSignals() -> [HypervisorPart] {
    let misc = Variable<UInt64>("misc")
    let apicBase = Variable<UInt64>("apicBase")
    let faulted = Variable<Bool>("faulted")
    return [
        On(exits.initSignal) {
            ReadMSR(constant(capabilityMSRs.misc.address), value: misc, faulted: faulted)
            If(faulted || misc.hasNone(MSRBits.VMXMisc.activityWaitForSIPI)) {
                Stop("INIT signal")
            }
            If(!enabled(controls.secondary.unrestrictedGuest)) {
                Stop("INIT signal")
            }
            If(enabled(controls.entry.loadIA32EFER)) {
                vmcs.guest.ia32Efer <- 0
            } else: {
                Stop("INIT signal")
            }
            resetGeneralRegisters()
            resetControlRegisters()
            resetSegments()
            // The bootstrap processor goes on at the reset vector, the others wait.
            ReadMSR(constant(msrs.apicBase.address), value: apicBase, faulted: faulted)
            If(!faulted && apicBase.hasAny(bootstrapProcessor)) {
                vmcs.guest.activityState <- ActivityState.active
            } else: {
                vmcs.guest.activityState <- ActivityState.waitForSIPI
            }
            Resume()
        },
        On(exits.startupIPI) { exit in
            vmcs.guest.csSelector <- exit.qualification.vector.u16 << 8
            vmcs.guest.csBase <- exit.qualification.vector.u64 << 12
            vmcs.guest.rip <- 0
            vmcs.guest.activityState <- ActivityState.active
            Resume()
        },
    ]
}

/// Bit 8 of IA32_APIC_BASE.
private let bootstrapProcessor: UInt64 = 1 << 8
private let dataSegment: UInt32 = 0x93
private let codeSegment: UInt32 = 0x9b
private let busyTSS: UInt32 = 0x8b
private let localDescriptorTable: UInt32 = 0x82

@HandlerBuilder
private func resetGeneralRegisters() -> [Statement] {
    let eax = Variable<UInt32>("eax")
    let ebx = Variable<UInt32>("ebx")
    let ecx = Variable<UInt32>("ecx")
    let edx = Variable<UInt32>("edx")
    // EDX holds family, model and stepping, as CPUID has them.
    ExecuteCPUID(leaf: constant(UInt32(1)), subleaf: constant(UInt32(0)), eax: eax, ebx: ebx, ecx: ecx, edx: edx)
    guest.rax <- 0
    guest.rcx <- 0
    guest.rdx <- eax.u64
    guest.rbx <- 0
    guest.rbp <- 0
    guest.rsi <- 0
    guest.rdi <- 0
    guest.r8 <- 0
    guest.r9 <- 0
    guest.r10 <- 0
    guest.r11 <- 0
    guest.r12 <- 0
    guest.r13 <- 0
    guest.r14 <- 0
    guest.r15 <- 0
    vmcs.guest.rsp <- 0
    vmcs.guest.rip <- 0xfff0
    vmcs.guest.rflags <- RFLAGS.fixed1
    vmcs.guest.interruptibilityInfo <- 0
    vmcs.guest.pendingDebugExceptions <- 0
}

@HandlerBuilder
private func resetControlRegisters() -> [Statement] {
    let cr0 = Variable<UInt64>("cr0")
    // CD and NW stay as they are.
    cr0 <- (vmcs.control.cr0ReadShadow & (CR0.cd | CR0.nw)) | CR0.et
    vmcs.guest.cr0 <- cr0 | CR0.ne
    vmcs.control.cr0ReadShadow <- cr0
    vmcs.guest.cr3 <- 0
    vmcs.guest.cr4 <- CR4.vmxe
    vmcs.control.cr4ReadShadow <- 0
    vmcs.host.cr4 <- vmcs.host.cr4 & ~(CR4.osxsave | CR4.ospke)
    vmcs.control.entry <- vmcs.control.entry & ~UInt32(controls.entry.ia32eModeGuest.declaration.mask)
    writeCR2(constant(UInt64(0)))
    writeDebugRegister(constant(UInt8(0)), constant(UInt64(0)))
    writeDebugRegister(constant(UInt8(1)), constant(UInt64(0)))
    writeDebugRegister(constant(UInt8(2)), constant(UInt64(0)))
    writeDebugRegister(constant(UInt8(3)), constant(UInt64(0)))
    writeDebugRegister(constant(UInt8(6)), constant(UInt64(0xffff_0ff0)))
    vmcs.guest.dr7 <- 0x400
    flushOwnTLB()
}

@HandlerBuilder
private func resetSegments() -> [Statement] {
    segment(vmcs.guest.esSelector, vmcs.guest.esBase, vmcs.guest.esLimit, vmcs.guest.esAccessRights, dataSegment)
    segment(vmcs.guest.ssSelector, vmcs.guest.ssBase, vmcs.guest.ssLimit, vmcs.guest.ssAccessRights, dataSegment)
    segment(vmcs.guest.dsSelector, vmcs.guest.dsBase, vmcs.guest.dsLimit, vmcs.guest.dsAccessRights, dataSegment)
    segment(vmcs.guest.fsSelector, vmcs.guest.fsBase, vmcs.guest.fsLimit, vmcs.guest.fsAccessRights, dataSegment)
    segment(vmcs.guest.gsSelector, vmcs.guest.gsBase, vmcs.guest.gsLimit, vmcs.guest.gsAccessRights, dataSegment)
    segment(
        vmcs.guest.ldtrSelector, vmcs.guest.ldtrBase, vmcs.guest.ldtrLimit, vmcs.guest.ldtrAccessRights,
        localDescriptorTable)
    segment(vmcs.guest.trSelector, vmcs.guest.trBase, vmcs.guest.trLimit, vmcs.guest.trAccessRights, busyTSS)
    vmcs.guest.csSelector <- 0xf000
    vmcs.guest.csBase <- 0xffff_0000
    vmcs.guest.csLimit <- 0xffff
    vmcs.guest.csAccessRights <- codeSegment
    vmcs.guest.gdtrBase <- 0
    vmcs.guest.gdtrLimit <- 0xffff
    vmcs.guest.idtrBase <- 0
    vmcs.guest.idtrLimit <- 0xffff
}

@HandlerBuilder
private func segment(
    _ selector: Field<UInt16>, _ base: Field<UInt64>, _ limit: Field<UInt32>, _ rights: Field<UInt32>,
    _ kind: UInt32
) -> [Statement] {
    selector <- 0
    base <- 0
    limit <- 0xffff
    rights <- kind
}

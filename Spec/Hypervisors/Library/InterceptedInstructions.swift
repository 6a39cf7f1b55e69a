// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

/// HLT, MWAIT, MONITOR, PAUSE and WBINVD: the processor waits, or root mode does the same for the guest.
///
/// The exit comes behind the checks of the CPL, so no handler repeats them.
public func waitingInstructions() -> [HypervisorPart] {
    let misc = Variable<UInt64>("misc")
    let faulted = Variable<Bool>("faulted")
    let extensions = Variable<UInt64>("extensions")
    let offset = Variable<UInt64>("offset")
    return [
        On(exits.hlt) {
            // A processor without the activity state executes HLT as a NOP, which it may at any time; so it does with
            // an event that waits for its window, which not every processor model opens for a CPU that sleeps.
            ReadMSR(constant(capabilityMSRs.misc.address), value: misc, faulted: faulted)
            If(!faulted && misc.hasAny(MSRBits.VMXMisc.activityHLT)) {
                If(vmcs.control.primary.hasNone(windows)) {
                    vmcs.guest.activityState <- ActivityState.hlt
                }
            }
            Advance()
        },
        // The monitor is armed for nothing, and MWAIT then does not wait.
        On(exits.monitor) {
            extensions <- guest.rcx
            offset <- guest.rax
            // Outside 64-bit mode registers have 32 bits.
            If(vmcs.guest.csAccessRights.hasNone(longCodeSegment)) {
                extensions <- extensions & 0xffff_ffff
            }
            If(extensions != 0) {
                Inject(.generalProtection(0))
            }
            probeReadInDS(offset, MemoryOutcome("memory"))
            Advance()
        },
        On(exits.mwait) {
            // Bit 0: interrupts end the wait also when they are off. It is there if CPUID leaf 5 shows it.
            If((guest.ecx & ~1) != 0) {
                Inject(.generalProtection(0))
            }
            Advance()
        },
        On(exits.pause) { Advance() },
        On(exits.wbinvd) {
            writeBackCaches()
            Advance()
        },
    ]
}

private let windows: UInt32 =
    UInt32(controls.primary.interruptWindowExiting.declaration.mask)
    | UInt32(controls.primary.nmiWindowExiting.declaration.mask)

/// RDTSC, RDTSCP and RDPMC.
///
/// The guest's counter is the processor's, so what root mode reads is what the guest would have read a little later.
public func counterInstructions() -> [HypervisorPart] {
    let value = Variable<UInt64>("value")
    let processor = Variable<UInt64>("processor")
    let faulted = Variable<Bool>("faulted")
    return [
        On(exits.rdtsc) {
            readTimeStampCounter(value)
            guest.rax <- value & 0xffff_ffff
            guest.rdx <- value >> 32
            Advance()
        },
        On(exits.rdtscp) {
            readTimeStampCounter(value)
            ReadMSR(constant(msrs.tscAux.address), value: processor, faulted: faulted)
            // A processor without the MSR has no RDTSCP.
            If(faulted) {
                Inject(.invalidOpcode)
            }
            guest.rax <- value & 0xffff_ffff
            guest.rdx <- value >> 32
            guest.rcx <- processor & 0xffff_ffff
            Advance()
        },
        On(exits.rdpmc) {
            readPerformanceCounter(guest.ecx, value: value, faulted: faulted)
            If(faulted) {
                Inject(.generalProtection(0))
            }
            guest.rax <- value & 0xffff_ffff
            guest.rdx <- value >> 32
            Advance()
        },
    ]
}

/// RDRAND and RDSEED.
///
/// SDM volume 2, "RDRAND—Read Random Number": CF says whether there was a number, the other arithmetic flags are 0,
/// and without a number the destination is 0.
public func randomInstructions() -> [HypervisorPart] {
    [
        On(exits.rdrand) { exit in answerRandom(exit, readRandomNumber) },
        On(exits.rdseed) { exit in answerRandom(exit, readRandomSeed) },
    ]
}

@HandlerBuilder
private func answerRandom(
    _ exit: ExitContext<NoLayout, RegisterOperandInformation>,
    _ read: (Variable<UInt64>, Variable<Bool>) -> Step
) -> [Statement] {
    let value = Variable<UInt64>("value")
    let isReady = Variable<Bool>("isReady")
    let before = Variable<UInt64>("before")
    read(value, isReady)
    Switch(exit.information.operandSize) {
        // A 16-bit operand leaves the other bits alone, a 32-bit one clears them.
        Case(0) {
            before <- guest.register(numbered: exit.information.register)
            value <- (before & ~0xffff) | (value & 0xffff)
        }
        Case(1) {
            value <- value & 0xffff_ffff
        }
        Default {}
    }
    guest.register(numbered: exit.information.register) <- value
    vmcs.guest.rflags <- (vmcs.guest.rflags & ~RFLAGS.arithmetic)
        | choose(
            isReady, constant(RFLAGS.cf), else: constant(UInt64(0)))
    Advance()
}

/// UMWAIT and TPAUSE: the wait ends at once, as any wait may, and not because of the time limit of the operating
/// system, so CF is 0.
///
/// SDM volume 2, "TPAUSE—Timed PAUSE" and "UMWAIT—User Level Monitor Wait".
public func userWaits() -> [HypervisorPart] {
    [
        On(exits.umwait) { exit in endUserWait(exit) },
        On(exits.tpause) { exit in endUserWait(exit) },
    ]
}

@HandlerBuilder
private func endUserWait(_ exit: ExitContext<NoLayout, RegisterOperandInformation>) -> [Statement] {
    // Bit 0 asks for the lighter of two states; the others are reserved.
    If((guest.register(numbered: exit.information.register).u32 & ~1) != 0) {
        Inject(.generalProtection(0))
    }
    vmcs.guest.rflags <- vmcs.guest.rflags & ~RFLAGS.arithmetic
    Advance()
}

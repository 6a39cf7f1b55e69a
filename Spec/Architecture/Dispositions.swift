// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// How the architecture wants each disposition carried out. Handlers name a
/// disposition; nobody writes these steps by hand a second time.
public let dispositionRoutines: DispositionRoutines = DispositionRoutines(
    advance: Disposing.advance,
    reinject: Disposing.reinject,
    inject: Disposing.inject,
    injectDuringDelivery: Disposing.injectDuringDelivery,
    reflect: Disposing.reflect,
    sources: EventInformationSources(
        qualification: vmcs.exit.qualification.declaration,
        interruptionInformation: vmcs.exit.interruptionInformation.declaration))

private enum Disposing {
    // MARK: Bits

    /// Blocking by STI and by MOV SS.
    static let shadow: UInt32 = 0b11
    static let blockingByNMI: UInt32 = 1 << 3
    /// Bits 31 and 11:0 of the IDT-vectoring information; VM entry wants 30:12 clear.
    static let kept: UInt32 = 0x8000_0fff
    static let valid: UInt32 = 1 << 31
    static let hasErrorCode: UInt32 = 1 << 11
    /// Bit of the type that software interrupts and exceptions have, and no other event.
    static let softwareEvent: UInt32 = 1 << 10
    static let trapFlag: UInt64 = 1 << 8
    static let resumeFlag: UInt64 = 1 << 16
    static let branchTrapFlag: UInt64 = 1 << 1
    static let singleStep: UInt64 = 1 << 14
    static let longCodeSegment: UInt32 = 1 << 13
    /// #DE, #TS, #NP, #SS, #GP and #CP: SDM volume 3, "Interrupt 8—Double Fault Exception (#DF)".
    static let contributory: UInt32 = 0x0020_3c01
    /// #PF and #VE.
    static let pageFaults: UInt32 = 0x0010_4000

    // MARK: Going behind an instruction

    /// SDM volume 3, "VM-Exit Instruction Length" and "Pending Debug Exceptions"; volume 3,
    /// "Single-Step Exception Condition" for BTF.
    static let advance: Routine = {
        let next = Variable<UInt64>("next")
        return makeRoutine("advance", "go behind the instruction that exited") {
            next <- vmcs.guest.rip + vmcs.exit.instructionLength.u64
            // Outside 64-bit mode EIP wraps at 4 GiB: a carry out of bit 31 is the only sign of it.
            If(next.u32 < vmcs.guest.rip.u32) {
                If(vmcs.guest.csAccessRights.hasNone(longCodeSegment)) {
                    next <- next & 0xffff_ffff
                }
            }
            vmcs.guest.rip <- next
            // A single-stepping guest gets its #DB after the instruction, unless it steps by branches.
            If(vmcs.guest.rflags.hasAny(trapFlag)) {
                If(vmcs.guest.ia32Debugctl.hasNone(branchTrapFlag)) {
                    vmcs.guest.pendingDebugExceptions <- vmcs.guest.pendingDebugExceptions | singleStep
                }
            }
            // The instruction has completed, so what STI or MOV SS had blocked is open again.
            If(vmcs.guest.interruptibilityInfo.hasAny(shadow)) {
                vmcs.guest.interruptibilityInfo <- vmcs.guest.interruptibilityInfo & ~shadow
            }
        }
    }()

    // MARK: Resuming what was interrupted

    /// SDM volume 3, "Information for VM Exits During Event Delivery" and "NMI Unblocking Due to IRET".
    static let reinject: Routine = {
        let nmiUnblocking = Variable<Bool>("nmiUnblocking")
        return makeRoutine(
            "reinject", "deliver again what the exit interrupted",
            parameters: [(nmiUnblocking.local, "whether the exit says that IRET had unblocked NMIs")]
        ) {
            If(vmcs.exit.idtVectoringInformation.hasAny(valid)) {
                vmcs.control.entryInterruptionInformation <- vmcs.exit.idtVectoringInformation & kept
                If(vmcs.exit.idtVectoringInformation.hasAny(hasErrorCode)) {
                    vmcs.control.entryExceptionErrorCode <- vmcs.exit.idtVectoringErrorCode
                }
                Switch((vmcs.exit.idtVectoringInformation >> 8) & 7) {
                    // Software interrupts and exceptions push the RIP behind their instruction.
                    Case(4, 5, 6) {
                        vmcs.control.entryInstructionLength <- vmcs.exit.instructionLength
                    }
                    // The NMI comes again, so it must not block itself.
                    Case(2) {
                        vmcs.guest.interruptibilityInfo <- vmcs.guest.interruptibilityInfo & ~blockingByNMI
                    }
                    Default {}
                }
            } else: {
                If(nmiUnblocking) {
                    vmcs.guest.interruptibilityInfo <- vmcs.guest.interruptibilityInfo | blockingByNMI
                }
            }
        }
    }()

    // MARK: Injecting

    private static let information: Variable<UInt32> = Variable("information")
    private static let errorCode: Variable<UInt32> = Variable("errorCode")

    private static let injected: [(local: Local, summary: String)] = [
        (information.local, "the interruption information of the event"),
        (errorCode.local, "its error code, if the information says that it has one"),
    ]

    /// A fault is pushed with RF set, as the processor does it; #DB is not, or is no fault.
    ///
    /// SDM volume 3, "Event Injection" and "Saving RIP, RSP, RFLAGS, and SSP"; for #DB "Debug Status Register (DR6)"
    /// and "Instruction-Breakpoint Exception Condition". In real-address mode no exception pushes an error code, and
    /// VM entry delivers none: "VM-Entry Control Fields" among its checks.
    @HandlerBuilder
    private static func injection() -> [Statement] {
        If(information.hasNone(hasErrorCode)) {
            vmcs.control.entryInterruptionInformation <- information
        } else: {
            If(vmcs.guest.cr0.hasAny(CR0.pe)) {
                vmcs.control.entryInterruptionInformation <- information
                vmcs.control.entryExceptionErrorCode <- errorCode
            } else: {
                vmcs.control.entryInterruptionInformation <- information & ~hasErrorCode
            }
        }
        If((information >> 8) & 7 == 3 && information & 0xff != 1) {
            vmcs.guest.rflags <- vmcs.guest.rflags | resumeFlag
        }
    }

    static let inject: Routine = makeRoutine(
        "inject", "inject an event", parameters: injected
    ) {
        injection()
    }

    /// SDM volume 3, "Interrupt 8—Double Fault Exception (#DF)", table of conditions for a double fault.
    static let injectDuringDelivery: Routine = makeRoutine(
        "injectDuringDelivery", "inject an event where the exit may have interrupted another",
        parameters: injected, endsPath: true
    ) {
        combineWithInterrupted()
        injection()
        Finish(.resume)
    }

    /// What exited is delivered as it would have been without the exit.
    static let reflect: Routine = makeRoutine(
        "reflect", "deliver the exception or NMI for which the guest exited", endsPath: true
    ) {
        // Bit 12 tells of IRET, which has unblocked NMIs also when it faults.
        information <- vmcs.exit.interruptionInformation & kept
        errorCode <- 0
        If(information.hasAny(hasErrorCode)) {
            errorCode <- vmcs.exit.interruptionErrorCode
        }
        // INT1, INT3 and INTO push the RIP behind them.
        Switch((information >> 8) & 7) {
            Case(5, 6) {
                vmcs.control.entryInstructionLength <- vmcs.exit.instructionLength
            }
            Default {}
        }
        combineWithInterrupted()
        injection()
        Finish(.resume)
    }

    /// Makes of `information` and `errorCode` what the processor makes of an event during the delivery of another.
    @HandlerBuilder
    private static func combineWithInterrupted() -> [Statement] {
        let first = Variable<UInt32>("first")
        let second = Variable<UInt32>("second")
        let isFault = Variable<Bool>("isFault")
        let isPageFault = Variable<Bool>("isPageFault")
        let isContributory = Variable<Bool>("isContributory")
        If(vmcs.exit.idtVectoringInformation.hasAny(valid)) {
            second <- information & 31
            isPageFault <- constant(pageFaults).bit(second)
            isContributory <- constant(contributory).bit(second)
            // EXT: the fault came while an interrupt, an NMI or an exception was delivered.
            If(
                isContributory && information.hasAny(hasErrorCode)
                    && vmcs.exit.idtVectoringInformation.hasNone(softwareEvent)
            ) {
                errorCode <- errorCode | 1
            }
            // Anything but a hardware exception is benign: what comes second is delivered, and returns
            // to the instruction that the first had interrupted.
            If((vmcs.exit.idtVectoringInformation >> 8) & 7 == 3) {
                first <- vmcs.exit.idtVectoringInformation & 31
                isFault <- isPageFault || isContributory
                If(first == 8 && isFault) {
                    Finish(.fatal(StopReason("triple fault")))
                }
                If(
                    constant(contributory).bit(first) && isContributory
                        || constant(pageFaults).bit(first) && isFault
                ) {
                    information <- 0x8000_0b08
                    errorCode <- 0
                }
            }
        }
    }
}

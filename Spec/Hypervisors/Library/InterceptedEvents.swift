// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

/// Every exception exits and is delivered to the guest as it would have been; NMIs exit and are delivered when the
/// guest can take one.
///
/// Needs "NMI exiting", "virtual NMIs" and "NMI-window exiting"; the set-up writes the exception bitmap with
/// ``everyException`` and turns NMI-window exiting off.
///
/// - Parameter whenHeld: what is done besides when an NMI has to wait.
public func exceptionsAndNMIs(
    @HandlerBuilder whenHeld: () -> [Statement] = { [] }
) -> [HypervisorPart] {
    everyVector.map { InterceptException($0) } + [
        On(exits.exceptionOrNMI) { _ in
            Switch((vmcs.exit.interruptionInformation >> 8) & 7) {
                Case(2) { deliverNMI(whenHeld()) }
                // INT1 leaves DR6 and DR7 alone.
                Case(5) { Reflect() }
                Default {
                    Switch(vmcs.exit.interruptionInformation & 0xff) {
                        Case(UInt64(Vector.debug)) { enterDebugException() }
                        Case(UInt64(Vector.pageFault)) { writeCR2(vmcs.exit.qualification) }
                        Default {}
                    }
                    Reflect()
                }
            }
        },
        On(exits.nmiWindow) {
            takeHeldNMI()
            turnOff(controls.primary.nmiWindowExiting)
            wakeUp()
            Inject(.nonMaskableInterrupt)
        },
    ]
}

/// The exceptions that processors have: vector 2 is the NMI's, 9 and 15 and those from 22 on are reserved.
private let everyVector: [UInt8] = [0, 1, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 16, 17, 18, 19, 20, 21]

/// The exception bitmap of ``exceptionsAndNMIs()``.
public let everyException: UInt32 = everyVector.reduce(0) { $0 | 1 << UInt32($1) }

/// Blocking by STI, by MOV SS and by NMI.
private let blocksNMI: UInt32 = 0b1011
private let isValid: UInt32 = 1 << 31

@HandlerBuilder
private func deliverNMI(_ whenHeld: [Statement]) -> [Statement] {
    // In a shadow, in the NMI handler, or with another event that comes first: at the next opportunity.
    If(
        vmcs.guest.interruptibilityInfo.hasAny(blocksNMI)
            || vmcs.exit.idtVectoringInformation.hasAny(isValid)
    ) {
        holdNMI()
        whenHeld
        turnOn(controls.primary.nmiWindowExiting)
        Resume()
    }
    wakeUp()
    Inject(.nonMaskableInterrupt)
}

/// The event ends HLT. Not every processor model wakes up by itself when VM entry injects.
@HandlerBuilder
private func wakeUp() -> [Statement] {
    vmcs.guest.activityState <- ActivityState.active
}

/// What the processor does to DR6, DR7 and DEBUGCTL when it delivers #DB, and an exit leaves undone.
///
/// SDM volume 3, "Debug Status Register (DR6)", "Debug Control Register (DR7)" and "Saving RIP, RSP, RFLAGS, and SSP".
@HandlerBuilder
private func enterDebugException() -> [Statement] {
    let status = Variable<UInt64>("status")
    let cause = Variable<UInt64>("cause")
    cause <- vmcs.exit.qualification & (0xf | DR6.bd | DR6.bs | DR6.busLock | DR6.rtm)
    readDebugRegister(constant(UInt8(6)), status)
    // B3 to B0 tell of this exception alone; bus lock and RTM are told by a 0.
    status <- (status & ~0xf) | (cause & ~(DR6.busLock | DR6.rtm))
    status <- status & ~(cause & (DR6.busLock | DR6.rtm))
    writeDebugRegister(constant(UInt8(6)), status)
    vmcs.guest.dr7 <- vmcs.guest.dr7 & ~generalDetect
    vmcs.guest.ia32Debugctl <- vmcs.guest.ia32Debugctl & ~(DEBUGCTL.lbr | DEBUGCTL.btf)
}

private let generalDetect: UInt64 = 1 << 13

/// External interrupts exit and are acknowledged; one that the guest cannot take is held, and none other is
/// acknowledged, until it can.
///
/// Needs "external-interrupt exiting", "interrupt-window exiting" and "acknowledge interrupt on exit"; the set-up
/// turns interrupt-window exiting off.
///
/// - Parameter whenHeld: what is done besides, with the vector of one that has to wait.
public func externalInterrupts(
    @HandlerBuilder whenHeld: (Variable<UInt8>) -> [Statement] = { _ in [] }
) -> [HypervisorPart] {
    let vector = Variable<UInt8>("vector")
    return [
        On(exits.externalInterrupt) {
            vector <- vmcs.exit.interruptionInformation.u8
            If(vmcs.guest.rflags.hasAny(RFLAGS.if)) {
                If(vmcs.guest.interruptibilityInfo.hasNone(blocksInterrupt)) {
                    wakeUp()
                    InjectInterrupt(vector)
                }
            }
            holdInterrupt(vector)
            whenHeld(vector)
            turnOff(controls.pin.externalInterruptExiting)
            turnOn(controls.primary.interruptWindowExiting)
            Resume()
        },
        On(exits.interruptWindow) {
            takeHeldInterrupt(vector)
            turnOff(controls.primary.interruptWindowExiting)
            turnOn(controls.pin.externalInterruptExiting)
            // The window is open, so the test holds; it is what VM entry checks.
            If(vmcs.guest.rflags.hasAny(RFLAGS.if) && vector != 0) {
                wakeUp()
                InjectInterrupt(vector)
            }
            Resume()
        },
    ]
}

/// Blocking by STI and by MOV SS.
private let blocksInterrupt: UInt32 = 0b11

/// The preemption timer, which starts anew at each exit for it.
///
/// - Parameter period: in units of the TSC divided by 2 to the power of IA32_VMX_MISC bits 4:0.
public func preemptionTimer(period: UInt32) -> [HypervisorPart] {
    [
        On(exits.preemptionTimer) {
            vmcs.guest.preemptionTimerValue <- period
            Resume()
        }
    ]
}

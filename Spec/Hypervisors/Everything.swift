// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

private let exitCounts: StateArray<UInt64> = StateArray(
    "exits", "exits by basic exit reason", count: 96, indexedBy: .exitReason, export: "exits")

/// Numbers of the tests' own hypercalls.
private enum TestHypercall {
    /// RCX: a guest-physical address whose page leaves this vcpu's EPT until its next access.
    static let unmap: UInt64 = 0x6876_0010
    /// RCX and RDX: what the record of kind MARK has.
    static let mark: UInt64 = 0x6876_0011
}

/// What this hypervisor records. A busy system has more of the held ones than the rings have room for.
private enum TestEvent {
    static let mark = EventKind(
        symbol: "MARK", number: 1, arguments: ["first", "second"], summary: "the hypercall mark was executed")
    static let pageTaken = EventKind(
        symbol: "PAGE_TAKEN", number: 2, arguments: ["guest_physical"],
        summary: "a page left the CPU's EPT until its next access")
    static let interruptHeld = EventKind(
        symbol: "INTERRUPT_HELD", number: 3, arguments: ["vector", "rip"],
        summary: "an external interrupt waits until the guest can take it")
    static let nmiHeld = EventKind(
        symbol: "NMI_HELD", number: 4, arguments: ["interruptibility", "rip"],
        summary: "an NMI waits until the guest can take it")
}

/// Turns on every intercept that the processor allows, and is to be as invisible as one that turns on none.
public let everything: HypervisorDescription = Hypervisor(
    "everything", mode: .runningSystem, "intercepts whatever the processor lets it intercept", isTestOnly: true
) {
    Declare(exitCounts)
    OnEveryExit { reason in exitCounts[reason] += 1 }

    runningSystemControls()
    everyIntercept()
    Setup {
        writeControls()
        ownEveryControlRegisterBit()
        vmcs.control.exceptionBitmap <- everyException
        startIntercepts()
        writeGuestState()
        writeHostState()
    }

    On(exits.cpuid) {
        answerCPUID(announcing: Announcement(signature: "HVEverything", version: 1))
    }
    everyControlRegisterBit()
    debugRegisterAccess()
    descriptorTableAccess()
    portIO()
    invalidations()
    everyMSR(whenMTRRChanges: stopForMTRR)
    waitingInstructions()
    counterInstructions()
    randomInstructions()
    userWaits()
    steppedInstructions()
    unconditionalInstructions()
    refusedInstructions()
    exceptionsAndNMIs {
        Emit(TestEvent.nmiHeld, vmcs.guest.interruptibilityInfo, vmcs.guest.rip)
    }
    externalInterrupts { vector in
        Emit(TestEvent.interruptHeld, vector, vmcs.guest.rip)
    }
    preemptionTimer(period: timerPeriod)
    rareEvents()
    systemEvents(startup: startupSignals())
    testHypercalls()
}

/// Long enough that the timer takes no part in what tests measure, short enough that each test sees it.
private let timerPeriod: UInt32 = 0x4_0000
private let longestWindow: UInt32 = 0xffff_ffff

private func everyIntercept() -> [HypervisorPart] {
    Require(
        controls.pin.externalInterruptExiting, controls.pin.nmiExiting, controls.pin.virtualNMIs,
        controls.exit.acknowledgeInterruptOnExit, controls.primary.interruptWindowExiting,
        controls.primary.nmiWindowExiting)
        + Prefer(controls.pin.activatePreemptionTimer)
        + Prefer(
            controls.primary.hltExiting, controls.primary.invlpgExiting, controls.primary.mwaitExiting,
            controls.primary.rdpmcExiting, controls.primary.rdtscExiting, controls.primary.cr3LoadExiting,
            controls.primary.cr3StoreExiting, controls.primary.cr8LoadExiting, controls.primary.cr8StoreExiting,
            controls.primary.movDRExiting, controls.primary.unconditionalIOExiting,
            controls.primary.monitorTrapFlag, controls.primary.monitorExiting, controls.primary.pauseExiting,
            controls.primary.activateTertiaryControls)
        + Prefer(
            controls.secondary.descriptorTableExiting, controls.secondary.wbinvdExiting,
            controls.secondary.unrestrictedGuest, controls.secondary.rdrandExiting,
            controls.secondary.rdseedExiting, controls.secondary.enableENCLSExiting,
            controls.secondary.enableENCLVExiting, controls.secondary.busLockDetection,
            controls.secondary.instructionTimeout)
        + Prefer(controls.tertiary.loadiwkeyExiting)
        + Prefer(
            controls.entry.loadIA32EFER, controls.exit.saveIA32EFER, controls.exit.loadIA32EFER,
            controls.entry.loadIA32PAT, controls.exit.saveIA32PAT, controls.exit.loadIA32PAT)
}

/// Windows are closed until something waits for one, and a step begins with an exit.
@HandlerBuilder
private func startIntercepts() -> [Statement] {
    turnOff(controls.primary.interruptWindowExiting)
    turnOff(controls.primary.nmiWindowExiting)
    If(enabled(controls.primary.activateTertiaryControls)) {
        vmcs.control.tertiary <- environment("controls.tertiary", as: UInt64.self)
    }
    armSteppedInstructions()
    If(enabled(controls.primary.monitorTrapFlag)) {
        turnOff(controls.primary.monitorTrapFlag)
    }
    If(enabled(controls.pin.activatePreemptionTimer)) {
        vmcs.guest.preemptionTimerValue <- timerPeriod
    }
    If(enabled(controls.secondary.instructionTimeout)) {
        vmcs.control.instructionTimeout <- longestWindow
    }
}

private func testHypercalls() -> [HypervisorPart] {
    let taken = Variable<Bool>("taken")
    return commonHypercalls(
        version: 1,
        others: [
            Case(TestHypercall.unmap) {
                If(vmcs.guest.ssAccessRights.hasNone(0x60)) {
                    unmapEPT(guest.rcx, taken: taken)
                    If(taken) {
                        Emit(TestEvent.pageTaken, guest.rcx)
                    }
                    guest.rax <- choose(taken, constant(UInt64(0)), else: constant(CommonHypercall.notPermitted))
                } else: {
                    guest.rax <- CommonHypercall.notPermitted
                }
            },
            Case(TestHypercall.mark) {
                Emit(TestEvent.mark, guest.rcx, guest.rdx)
                guest.rax <- 0
            },
        ]) + [
            Answers(
                Hypercall(
                    number: UInt32(TestHypercall.unmap), name: "unmap",
                    summary: "takes the page at the guest-physical address in RCX from this CPU's EPT",
                    isPrivileged: true, location: SourceLocation(#fileID, #line))),
            Answers(
                Hypercall(
                    number: UInt32(TestHypercall.mark), name: "mark",
                    summary: "puts RCX and RDX into the event ring; result 0",
                    isPrivileged: false, location: SourceLocation(#fileID, #line))),
        ]
}

// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// Exits that no instruction asks for: interrupts, exceptions, signals, timers, windows.
///
/// SDM volume 3, "Other Causes of VM Exits". Which of them code at CPL 3 can bring about: an
/// interrupt, a window or a timer by running at all, but a triple fault, INIT and SIPI not.
public struct EventExits: Sendable {
    // The length is valid only for INT1, INT3 and INTO, so a handler that advances must not count on it.
    public let exceptionOrNMI: Exit<ExceptionQualification, NoLayout> = .declare(
        0, "Exception or non-maskable interrupt (NMI)", "EXIT_REASON_EXCEPTION_NMI",
        [.exceptionBitmap, .when(controls.pin.nmiExiting)], kind: .faultLike, duringEventDelivery: true, user: true,
        nmiUnblocking: .interruptionInformation)
    public let externalInterrupt: Exit<NoLayout, NoLayout> = .declare(
        1, "External interrupt", "EXIT_REASON_EXTERNAL_INTERRUPT", [.when(controls.pin.externalInterruptExiting)],
        kind: .asynchronous, user: true)
    // "A VM exit is not considered to occur during event delivery [if] caused by a triple fault."
    public let tripleFault: Exit<NoLayout, NoLayout> = .declare(
        2, "Triple fault", "EXIT_REASON_TRIPLE_FAULT", [.always], kind: .faultLike, user: false)
    public let initSignal: Exit<NoLayout, NoLayout> = .declare(
        3, "INIT signal", "EXIT_REASON_INIT_SIGNAL", [.always], kind: .asynchronous, user: false)
    // Only in the activity state wait-for-SIPI.
    public let startupIPI: Exit<StartupIPIQualification, NoLayout> = .declare(
        4, "Start-up IPI (SIPI)", "EXIT_REASON_SIPI_SIGNAL", [.always], kind: .asynchronous, user: false)
    // Both SMIs exit only under the dual-monitor treatment of SMIs and SMM, and then to the STM.
    public let ioSMI: Exit<IOInstructionQualification, StringIOInformation> = .declare(
        5, "I/O system-management interrupt (SMI)", "EXIT_REASON_IO_SMI", [.dualMonitor], kind: .asynchronous,
        user: true, linearAddress: true, existsWhen: .msrBit(0x480, 49), linux: .none)
    public let otherSMI: Exit<NoLayout, NoLayout> = .declare(
        6, "Other SMI", "EXIT_REASON_OTHER_SMI", [.dualMonitor], kind: .asynchronous, user: true,
        existsWhen: .msrBit(0x480, 49), linux: .since("6.16"))
    public let interruptWindow: Exit<NoLayout, NoLayout> = .declare(
        7, "Interrupt window", "EXIT_REASON_INTERRUPT_WINDOW", [.when(controls.primary.interruptWindowExiting)],
        kind: .asynchronous, user: true)
    public let nmiWindow: Exit<NoLayout, NoLayout> = .declare(
        8, "NMI window", "EXIT_REASON_NMI_WINDOW", [.when(controls.primary.nmiWindowExiting)], kind: .asynchronous,
        user: true, existsWhen: .supports(controls.primary.nmiWindowExiting))
    // By CALL, JMP, IRET or a task gate; the length is defined only when an instruction asked for it.
    public let taskSwitch: Exit<TaskSwitchQualification, NoLayout> = .declare(
        9, "Task switch", "EXIT_REASON_TASK_SWITCH", [.always], kind: .faultLike, duringEventDelivery: true,
        user: true)
    public let monitorTrapFlag: Exit<NoLayout, NoLayout> = .declare(
        37, "Monitor trap flag", "EXIT_REASON_MONITOR_TRAP_FLAG", [.when(controls.primary.monitorTrapFlag)],
        kind: .trapLike, user: true, existsWhen: .supports(controls.primary.monitorTrapFlag))
    public let preemptionTimer: Exit<NoLayout, NoLayout> = .declare(
        52, "VMX-preemption timer expired", "EXIT_REASON_PREEMPTION_TIMER",
        [.when(controls.pin.activatePreemptionTimer)], kind: .asynchronous, user: true,
        existsWhen: .supports(controls.pin.activatePreemptionTimer))
    public let busLock: Exit<NoLayout, NoLayout> = .declare(
        74, "Bus lock", "EXIT_REASON_BUS_LOCK", [.when(controls.secondary.busLockDetection)], kind: .trapLike,
        user: true, existsWhen: .supports(controls.secondary.busLockDetection))
    // Linux calls it "notify".
    public let notify: Exit<InstructionTimeoutQualification, NoLayout> = .declare(
        75, "Instruction timeout", "EXIT_REASON_NOTIFY", [.when(controls.secondary.instructionTimeout)],
        kind: .asynchronous, duringEventDelivery: true, user: true, nmiUnblocking: .exitQualification,
        existsWhen: .supports(controls.secondary.instructionTimeout))
}

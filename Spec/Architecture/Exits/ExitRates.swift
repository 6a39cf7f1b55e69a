// SPDX-License-Identifier: GPL-2.0-only

/// How often exits for a reason are expected, relative to the others: what the dispatch compares first.
///
/// Of a hypervisor that intercepts no more than it has to. What nothing can prevent comes first: CPUID, which
/// every program that starts executes some sixty times (FIELD-NOTES 16), at any privilege level and often as a
/// barrier; then VMCALL, which is there to be called. Of MSRs the MSR bitmaps let the busy ones through; what they
/// stop is read more than it is written. Then what only some hypervisors ask for, in the order in which a busy
/// Linux meets it: interrupts, EPT violations, control registers and HLT; clocks, ports and windows; what a context
/// switch or a debugger does. Hypervisors for which it is otherwise say so: `On(exits.x, rate: n)`.
///
/// The steps are wide on purpose: no measurement of one system orders two reasons of the same step.
enum ExitRates {
    /// An exit that hardly happens: nobody should pay for it.
    static let rare: UInt32 = 1

    /// The rate of exits for a reason.
    static func rate(of number: UInt16) -> UInt32 { table[number] ?? rare }

    private static let table: [UInt16: UInt32] = [
        10: 2000,  // CPUID
        18: 2000,  // VMCALL
        31: 1000,  // RDMSR
        32: 200,  // WRMSR
        1: 200,  // external interrupt
        12: 50,  // HLT
        28: 50,  // control-register accesses
        48: 50,  // EPT violation
        0: 20,  // exception or NMI
        7: 20,  // interrupt window
        16: 20,  // RDTSC
        30: 20,  // I/O instruction
        51: 20,  // RDTSCP
        52: 20,  // preemption timer
        14: 10,  // INVLPG
        29: 10,  // MOV DR
        40: 10,  // PAUSE
        55: 10,  // XSETBV
    ]
}

// SPDX-License-Identifier: GPL-2.0-only

/// Finds what in the kernel's log means that something went wrong.
enum KernelComplaints {
    /// Texts of the kernel, as it prints them.
    private static let signs: [String] = [
        "BUG:", "WARNING:", "INFO: rcu", "rcu_sched self-detected", "rcu_preempt self-detected", "detected stalls",
        "Oops", "general protection", "soft lockup", "hard LOCKUP", "blocked for more than", "unchecked MSR access",
        "Call Trace:", "Kernel panic", "UBSAN:", "double fault", "stack-protector", "scheduling while atomic",
        "Bad page state", "invalid opcode", "unable to handle",
    ]

    /// The lines of a log that tell of a fault.
    static func find(in log: [String], tolerating tolerated: [String]) -> [String] {
        log.filter { line in
            signs.contains { line.contains($0) } && !tolerated.contains { line.contains($0) }
        }
    }

    /// Whether a serial log ends in a panic.
    static func isPanic(_ serialLog: String) -> Bool {
        serialLog.contains("Kernel panic")
    }

    /// Whether the emulator's log says that a processor triple-faulted.
    static func isTripleFault(_ emulatorLog: String) -> Bool {
        emulatorLog.contains("exception with no resolution")
    }
}

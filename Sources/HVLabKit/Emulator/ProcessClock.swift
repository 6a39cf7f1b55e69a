// SPDX-License-Identifier: GPL-2.0-only

import SystemPackage

#if canImport(Glibc)
    import Glibc
#endif

/// The processor time that a process has used.
///
/// The emulator never waits, so on an idle machine this is wall time, and on a busy one it is what wall time would
/// have been: time limits by it do not depend on what else runs.
struct ProcessClock: Sendable {
    let processID: Int32

    /// Nil once the process is gone.
    var now: Duration? {
        guard let text = try? Files.readText(FilePath("/proc/\(processID)/stat")) else { return nil }
        return Self.parse(text, ticksPerSecond: sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Reads proc(5)'s `stat`: fields 14 and 15 are the ticks in user and in kernel mode. The name, field 2, is in
    /// parentheses and may hold spaces.
    static func parse(_ text: String, ticksPerSecond: Int) -> Duration? {
        guard let nameEnd = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: nameEnd)...].split(separator: " ")
        guard fields.count > 12, let user = Int(fields[11]), let system = Int(fields[12]) else { return nil }
        return .milliseconds((user + system) * 1000 / ticksPerSecond)
    }
}

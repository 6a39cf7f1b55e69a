// SPDX-License-Identifier: GPL-2.0-only

/// Prints records as they come.
struct EventFollower {
    let context: Context
    let isJSON: Bool
    /// Nil for all kinds.
    let kind: UInt16?
    /// When to end; nil for never.
    let count: Int?
    /// In seconds; nil for no end.
    let timeout: Double?

    /// Root mode cannot wake a waiting process: the module looks into the rings from time to time, and no longer when
    /// the profile has ended. So no wait is longer than this.
    private static let longestWait = 100

    func run() throws(Failure) -> ToolStatus {
        let device = try context.device()
        let end = timeout.map { context.system.time &+ UInt64($0 * 1e9) }
        var printed: Int = 0
        context.system.noteInterruptions()
        context.console.readerMayLeave = true
        while true {
            // The last look comes after the time is up, so that a timeout of 0 is one look.
            let isLast = end.map { context.system.time >= $0 } ?? false
            // Never more than are wanted: what is taken is gone.
            let limit = count.map { min(4096, $0 - printed) } ?? 4096
            for event in try device.events(limit: limit) where kind == nil || event.kind == kind {
                context.console.print(isJSON ? event.json.line : event.line)
                printed += 1
                if printed == count { return .success }
            }
            if context.system.isInterrupted || context.console.isReaderGone || !context.console.isIntact {
                return .success
            }
            if isLast { return try timeIsUp(printed) }
            try device.waitForEvents(milliseconds: wait(until: end))
        }
    }

    private func wait(until end: UInt64?) -> Int {
        guard let end else { return Self.longestWait }
        let now = context.system.time
        // Rounded up: a wait of 0 would not be one.
        return end <= now ? 0 : min(Self.longestWait, Int((end - now + 999_999) / 1_000_000))
    }

    private func timeIsUp(_ printed: Int) throws(Failure) -> ToolStatus {
        guard let count else { return .success }
        throw Failure(
            .refused, "events: \(printed) of \(count) records came in time",
            do: "'hvctl status' says whether a profile is started")
    }
}

// SPDX-License-Identifier: GPL-2.0-only

/// Prints the statistics again and again.
struct LiveStatistics {
    let context: Context
    let isJSON: Bool
    let cpu: UInt32?
    let showsZeros: Bool
    /// In milliseconds.
    let interval: Int
    /// How many looks; nil for no end.
    let count: Int?

    func run() throws(Failure) -> ToolStatus {
        context.system.noteInterruptions()
        context.console.readerMayLeave = true
        var last: StatisticsLook?
        var looks: Int = 0
        while true {
            let look = try look(after: last)
            show(look, isFirst: looks == 0)
            looks += 1
            if looks == count { return .success }
            if !wait() { return .success }
            last = look
        }
    }

    /// The device is opened anew each time, so that watching keeps nobody from unloading the module.
    private func look(after last: StatisticsLook?) throws(Failure) -> StatisticsLook {
        do throws(Failure) {
            let device = try context.device()
            let status = try device.status()
            guard status.state == .started else { throw Self.ending(status, last) }
            return StatisticsLook(
                status, try device.statistics(cpu: cpu), at: context.system.time, after: last)
        } catch {
            guard last != nil else { throw error }
            if error.status == .noDevice { throw Failure(.noDevice, "stats: the module was unloaded meanwhile") }
            // It can also end between the two calls.
            if let status = try? context.device().status(), status.state != .started {
                throw Self.ending(status, last)
            }
            throw error
        }
    }

    private static func ending(_ status: DeviceStatus, _ last: StatisticsLook?) -> Failure {
        guard let last else {
            return Failure(.refused, "stats: no profile is started", do: "start one with 'hvctl start NAME'")
        }
        guard status.state == .failed, let report = status.report else {
            return Failure(.refused, "stats: \(last.profile) was stopped meanwhile")
        }
        return Failure(
            .refused, "stats: \(last.profile) ended by itself: \(report.text)", do: "'hvctl status' shows the report")
    }

    /// - Returns: whether to go on.
    private func wait() -> Bool {
        let end = context.system.time &+ UInt64(interval) * 1_000_000
        while true {
            if context.system.isInterrupted || context.console.isReaderGone || !context.console.isIntact {
                return false
            }
            let now = context.system.time
            if now >= end { return true }
            // In pieces, to see early that the reader left.
            context.system.pause(milliseconds: min(100, Int((end - now + 999_999) / 1_000_000)))
        }
    }

    private func show(_ look: StatisticsLook, isFirst: Bool) {
        let entries = look.entries.filter { showsZeros || $0.statistic.value != 0 }
        if isJSON {
            context.console.print(json(look, entries).line)
        } else if let screen = context.console.screen {
            let lines = LiveTable(look, entries).lines(on: screen)
            // To the upper left; each line is cleared behind its text, and what is below the last one too.
            let text = lines.map { $0 + "\u{1B}[K" }.joined(separator: "\n")
            context.console.put((isFirst ? "\u{1B}[2J" : "") + "\u{1B}[H" + text + "\n\u{1B}[J")
        } else {
            if !isFirst { context.console.print("") }
            for line in LiveTable(look, entries).lines { context.console.print(line) }
        }
    }

    private func json(_ look: StatisticsLook, _ entries: [StatisticsLook.Entry]) -> JSON {
        .object([
            .init("profile", .text(look.profile)), .init("cpu", .optional(cpu)),
            .init("nanoseconds", look.nanoseconds.map(JSON.unsigned) ?? .null),
            .init(
                "statistics",
                .array(
                    entries.map {
                        .object($0.statistic.members + [.init("rate", $0.rate.map(JSON.unsigned) ?? .null)])
                    })),
        ])
    }
}

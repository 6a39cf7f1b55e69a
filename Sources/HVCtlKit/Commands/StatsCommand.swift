// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser

struct StatsCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Print the counts of the running profile.",
        discussion: """
            With --live the table comes again and again, with the change per second since the last one: in place on \
            a terminal, else one below the other. It ends with status 0 by a signal, by --count, or when the reader \
            of its output leaves, and with status 1 when the profile ends.

            JSON: cpu (null for the sum over all), statistics: array of name, label (text; may be empty), cpu, index, \
            value. With --live each look is a document in a line, and has also: profile, nanoseconds (since the last \
            look; null at the first), and for each statistic rate (per second; null when it is not known).
            """)

    @OptionGroup var options: ReadingOptions

    @Option(help: "One CPU instead of the sum over all.")
    var cpu: UInt32?

    @Flag(help: "Also what is zero.")
    var all = false

    @Flag(help: "Look again and again.")
    var live = false

    @Option(help: "With --live: seconds from one look to the next.")
    var interval: Double?

    @Option(help: "With --live: end after this many looks.")
    var count: Int?

    func validate() throws {
        guard interval.map({ (0.1...3600).contains($0) }) ?? true else {
            throw ValidationError("--interval must be from 0.1 to 3600.")
        }
        guard count.map({ $0 > 0 }) ?? true else { throw ValidationError("--count must be at least 1.") }
        if !live && (interval != nil || count != nil) {
            throw ValidationError("--interval and --count need --live.")
        }
    }

    func run(in context: Context) throws(Failure) -> ToolStatus {
        if live {
            let live = LiveStatistics(
                context: context, isJSON: options.json, cpu: cpu, showsZeros: all,
                interval: Int((interval ?? 1) * 1000), count: count)
            return try live.run()
        }
        let statistics = try context.device().statistics(cpu: cpu).filter { all || $0.value != 0 }
        let json = JSON.object([
            .init("cpu", .optional(cpu)), .init("statistics", .array(statistics.map { .object($0.members) })),
        ])
        context.show(asJSON: options.json, json) {
            var table = Table(["NAME", "INDEX", "LABEL", "VALUE"], numeric: [1, 3])
            table.rows = statistics.map { [$0.name, String($0.index), $0.label, String($0.value)] }
            return table.lines
        }
        return .success
    }
}

extension Statistic {
    var members: [JSON.Member] {
        [
            .init("name", .text(name)), .init("label", .text(label)), .init("cpu", .optional(cpu)),
            .init("index", .unsigned(UInt64(index))), .init("value", .unsigned(value)),
        ]
    }
}

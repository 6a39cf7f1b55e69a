// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser

struct StatsCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Print the counts of the running profile.",
        discussion: """
            JSON: cpu (null for the sum over all), statistics: array of name, label (text; may be empty), cpu, index, \
            value.
            """)

    @OptionGroup var options: ReadingOptions

    @Option(help: "One CPU instead of the sum over all.")
    var cpu: UInt32?

    @Flag(help: "Also what is zero.")
    var all = false

    func run(in context: Context) throws(Failure) -> ToolStatus {
        let statistics = try context.device().statistics(cpu: cpu).filter { all || $0.value != 0 }
        let json = JSON.object([
            .init("cpu", .optional(cpu)),
            .init(
                "statistics",
                .array(
                    statistics.map {
                        .object([
                            .init("name", .text($0.name)), .init("label", .text($0.label)),
                            .init("cpu", .optional($0.cpu)), .init("index", .unsigned(UInt64($0.index))),
                            .init("value", .unsigned($0.value)),
                        ])
                    })),
        ])
        context.show(asJSON: options.json, json) {
            var table = Table(["NAME", "INDEX", "LABEL", "VALUE"], numeric: [1, 3])
            table.rows = statistics.map { [$0.name, String($0.index), $0.label, String($0.value)] }
            return table.lines
        }
        return .success
    }
}

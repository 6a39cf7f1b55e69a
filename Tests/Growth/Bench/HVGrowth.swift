// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser
import Foundation
import HVGenKit
import VMXModel
import Verifier

/// Generates one spec of a series, says what it took, and leaves the files where it is told to: one size a process,
/// so that the most memory is that size's. `Tests/Growth/run` makes the table.
@main
struct HVGrowth: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "hvgrowth", abstract: "Measures one generation.",
            discussion: "Series: " + Series.allCases.map { "\($0.rawValue) \($0.sizes)" }.joined(separator: ", "))
    }

    @Argument(help: "What grows.")
    var series: Series

    @Argument(help: "How many of it.")
    var size: Int

    @Option(name: .long, help: "The folder to write to.")
    var output: String

    func run() throws {
        var phases = Phases()
        do {
            try phases.run(series.specification(size), into: URL(fileURLWithPath: output))
        } catch let failure as VerificationFailure {
            throw ValidationError(DiagnosticRenderer { $0 }.text(Array(failure.diagnostics.prefix(3))))
        }
        let times: String = phases.times.map { "\"\($0.name)\": \(Self.text($0.milliseconds))" }.joined(separator: ", ")
        let total: Double = phases.times.reduce(0) { $0 + $1.milliseconds }
        print(
            """
            {"series": "\(series.rawValue)", "size": \(size), "milliseconds": {\(times), "all": \(Self.text(total))}, \
            "peakKiB": \(try Phases.peakMemory()), "bytes": \(phases.bytes), "lines": \(phases.lines)}
            """)
    }

    private static func text(_ milliseconds: Double) -> String { String(format: "%.2f", milliseconds) }
}

extension Series: ExpressibleByArgument {}

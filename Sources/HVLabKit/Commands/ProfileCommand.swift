// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser
import SystemPackage

/// `hvlab profile`.
struct ProfileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile",
        abstract: "Says which functions executed how many instructions, from the log of a run with traces.",
        discussion: "For example: hvlab run start-cost; hvlab profile .build-lab/logs/start-cost-…")

    @Argument(help: "The folder of the run's logs.")
    var logs: String

    @Option(help: "Functions that are listed of each trace.")
    var top = 25

    func run() throws {
        let file = AbsolutePath.of(logs).appending("debug-port.log")
        for (number, stretch) in FunctionProfile(try Files.read(file)).stretches.enumerated() {
            print("trace \(number + 1): \(stretch.instructions) instructions")
            for (name, count) in stretch.sorted.prefix(top) { print("  \(count)\t\(name)") }
        }
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser

/// Where a command runs and where it writes.
public struct Context {
    public let system: any SystemInterface
    public let console: Console

    public init(system: any SystemInterface, console: Console) {
        self.system = system
        self.console = console
    }

    /// The module's device.
    func device() throws(Failure) -> HVCoreDevice { try HVCoreDevice.open(on: system) }

    /// Writes what a command read: as JSON, or as the lines that `text` makes.
    func show(asJSON: Bool, _ json: @autoclosure () -> JSON, text: () -> [String]) {
        if asJSON {
            console.print(json().serialized)
        } else {
            for line in text() { console.print(line) }
        }
    }
}

/// A subcommand.
protocol ToolCommand: ParsableCommand {
    func run(in context: Context) throws(Failure) -> ToolStatus
}

/// The option of all commands that read.
struct ReadingOptions: ParsableArguments {
    @Flag(name: .long, help: "Print JSON; the keys are listed below and do not change.")
    var json = false
}

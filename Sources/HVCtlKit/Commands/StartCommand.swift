// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser

struct StartCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Start a profile on every CPU.",
        discussion: """
            It runs until 'hvctl stop'. When it is refused, everything is as it was, and the reason, the CPU, the \
            control and the MSR are printed; the exit status is 1.
            """)

    @Argument(help: "The profile, as 'hvctl list' shows it.")
    var name: String

    func run(in context: Context) throws(Failure) -> ToolStatus {
        try context.device().start(name)
        return .success
    }
}

struct StopCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Stop the profile on every CPU.")

    func run(in context: Context) throws(Failure) -> ToolStatus {
        try context.device().stop()
        return .success
    }
}

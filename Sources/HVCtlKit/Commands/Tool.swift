// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser

/// The command `hvctl`.
public struct Tool: ParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "hvctl",
        abstract: "Load, start and watch the hypervisors of the kernel module hvcore.",
        discussion: """
            Data goes to standard output, diagnostics to standard error. Colours are used on a terminal only, and \
            not when NO_COLOR is set.

            Exit status:
            \(ToolStatus.table)
            """,
        subcommands: [
            DoctorCommand.self, LoadCommand.self, UnloadCommand.self, ListCommand.self, StartCommand.self,
            StopCommand.self, StatusCommand.self, StatsCommand.self, EventsCommand.self, CapsCommand.self,
            DumpCommand.self,
            SelfTestCommand.self,
            GuestRunCommand.self,
        ])

    public init() {}

    /// Does what a command line says, the program's name left out.
    public static func run(_ arguments: [String], _ context: Context) -> ToolStatus {
        do {
            var command = try parseAsRoot(arguments)
            guard let command = command as? any ToolCommand else {
                // Help, or the tool without a subcommand: it throws the text to print.
                try command.run()
                return .success
            }
            let status = try command.run(in: context)
            guard context.console.isIntact else {
                throw Failure(
                    .systemError, "standard output could not be written", do: "look for a full disk or a closed pipe")
            }
            return status
        } catch let failure as Failure {
            context.console.report(failure.message)
            return failure.status
        } catch {
            let text = fullMessage(for: error)
            if exitCode(for: error).isSuccess {
                context.console.print(text)
                return .success
            }
            context.console.reportUsage(text)
            return .usage
        }
    }
}

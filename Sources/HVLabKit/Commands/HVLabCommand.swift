// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser

/// `hvlab`: stock Debian kernels, an emulated processor, and scenarios that run on it.
public struct HVLabCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "hvlab",
        abstract: "Runs scenarios on stock Debian kernels in an emulated processor with VT-x.",
        discussion: """
            Exit status: 0 every scenario ended as expected; 1 a test failed, or the kernel complained or panicked; \
            2 wrong usage or set-up; 3 time was up or the emulator died.
            """,
        subcommands: [
            RunCommand.self, ListCommand.self, ModelsCommand.self, KernelCommand.self, DoctorCommand.self,
            BenchCommand.self, ProfileCommand.self,
        ])

    public init() {}

    /// Parses, runs, and exits with a status of ``ExitStatus``.
    public static func mainWithExitStatus() async -> Never {
        let command = Task { try await parseAndRun() }
        let interruption = Interruption { command.cancel() }
        let result = await command.result
        if let signal = interruption.signal {
            Console.write("hvlab: interrupted", to: .standardError)
            // What a shell reports of a program that the signal ended.
            exit(withError: ExitCode(128 + signal))
        }
        do {
            try result.get()
            exit(withError: nil)
        } catch let error as LabError {
            Console.write("hvlab: \(error)", to: .standardError)
            exit(withError: ExitCode(ExitStatus.setUpError.rawValue))
        } catch let code as ExitCode {
            exit(withError: code)
        } catch {
            // ArgumentParser's own: help is success, all else is wrong usage, for which sysexits has 64.
            if exitCode(for: error) == .success { exit(withError: error) }
            Console.write(fullMessage(for: error), to: .standardError)
            exit(withError: ExitCode(ExitStatus.setUpError.rawValue))
        }
    }

    private static func parseAndRun() async throws {
        var command = try parseAsRoot()
        if var asynchronous = command as? any AsyncParsableCommand {
            try await asynchronous.run()
        } else {
            try command.run()
        }
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser
import Foundation
import SystemPackage

/// `hvlab run`.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Boots a kernel for each scenario and reports its results in KTAP.",
        discussion: """
            Options override what a scenario says about itself (see `hvlab list`). Logs are kept in \
            .build-lab/logs/SCENARIO-DATE-TIME-PID.
            """)

    @Argument(help: ArgumentHelp("Names of scenarios.", valueName: "scenario"))
    var names: [String] = []

    @Flag(help: "Run all scenarios that test the project.")
    var all = false

    @Flag(help: "Run the scenarios that test the lab: each ends badly on purpose.")
    var selfTest = false

    @Option(help: "The processor, by its name in Bochs (see `hvlab models`).")
    var model: String?

    @Option(help: "The number of processors.")
    var cpus: Int?

    @Option(help: "The kernel: 6.1 or 6.12.")
    var kernel: KernelSeries?

    @Option(help: "How it boots: fast, or stock (slow; KASLR, PTI and all mitigations on).")
    var profile: BootProfile?

    @Option(help: "Seconds for each scenario (of the emulator's processor time).")
    var timeout: Int?

    @Option(name: .customLong("module"), help: ArgumentHelp("A module to put into the image.", valueName: "PATH.ko"))
    var modules: [String] = []

    @Option(help: ArgumentHelp("The hvctl to put into the image.", valueName: "PATH"))
    var hvctl: String?

    @Flag(help: "Use the poison build of hvcore.ko (make module POISON=1).")
    var poison = false

    @Option(help: "More kernel parameters.")
    var cmdline: String?

    @Flag(help: "Keep the disc and the initramfs with the logs.")
    var keep = false

    @Flag(help: "Print one JSON document instead of KTAP.")
    var json = false

    @OptionGroup var repository: RepositoryOption

    func validate() throws {
        guard !names.isEmpty || all || selfTest else {
            throw ValidationError("Name a scenario, or give --all or --self-test.")
        }
        if let cpus, !(1...8).contains(cpus) { throw ValidationError("--cpus is a number from 1 to 8.") }
        if poison, modules.contains(where: { AbsolutePath.of($0).lastComponent?.string == "hvcore.ko" }) {
            throw ValidationError("--poison and --module hvcore.ko are two different hvcore.ko.")
        }
        if let timeout, timeout < 1 { throw ValidationError("--timeout is a positive number of seconds.") }
    }

    func run() async throws {
        try HostRequirement.check()
        let repository = try repository.find()
        let scenarios = try chosenScenarios(in: repository)
        let console = Console(isQuiet: json)
        let runner = ScenarioRunner(repository: repository, options: options, console: console)

        let reporter = RunReporter(console: console)
        reporter.begin(count: scenarios.count)
        var summary = RunSummary(runs: [])
        for (index, scenario) in scenarios.enumerated() {
            reporter.begin(scenario)
            let result = try await runner.run(scenario)
            reporter.end(result, number: index + 1)
            summary.runs.append(result)
        }
        if json {
            Console.write(String(decoding: try JSONEncoder.lab.encode(summary), as: UTF8.self), to: .standardOutput)
        }
        reporter.end(summary)
        guard summary.exitStatus == .success else { throw ExitCode(summary.exitStatus.rawValue) }
    }

    private func chosenScenarios(in repository: Repository) throws -> [Scenario] {
        var chosen = try names.map { try Scenario.named($0, in: repository) }
        if all || selfTest {
            chosen += try Scenario.all(in: repository).filter { $0.isSelfTest ? selfTest : all }
        }
        return chosen
    }

    private var options: RunOptions {
        var options = RunOptions()
        options.model = model
        options.cpus = cpus
        options.kernel = kernel
        options.profile = profile
        options.timeout = timeout
        options.modules = modules.map(AbsolutePath.of)
        options.hvctl = hvctl.map(AbsolutePath.of)
        options.poison = poison
        options.commandLine = (cmdline ?? "").split(separator: " ").map(String.init)
        options.keepsImages = keep
        return options
    }
}

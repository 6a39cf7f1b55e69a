// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser
import Foundation
import SystemPackage

/// `hvlab bench`.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measures what exits cost: natively, under our hypervisors and under KVM.",
        discussion: """
            Runs the scenario `bench` without mitigations and with those that Linux chooses, prints a table, and \
            writes .build-bench/bench.json (described in Tests/Lab/bench/README.md) and .build-bench/exits.svg.
            """)

    @Option(help: ArgumentHelp("Take the figures from a file instead of measuring.", valueName: "bench.json"))
    var from: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Take the figures from the logs of runs of the scenario.", valueName: "folder"))
    var logs: [String] = []

    @Flag(help: "Also write what is committed: Tests/Lab/bench and the tables of README.md.")
    var publish = false

    @OptionGroup var repository: RepositoryOption

    func run() async throws {
        let repository = try repository.find()
        let folder = repository.root.appending(".build-bench")
        try Files.createDirectory(folder)
        let report =
            if let from {
                try JSONDecoder().decode(BenchmarkReport.self, from: try Files.read(AbsolutePath.of(from)))
            } else if logs.isEmpty {
                try Self.report(on: try await measure(in: repository))
            } else {
                try Self.report(on: logs.map(AbsolutePath.of))
            }
        guard report.schema == BenchmarkReport.currentSchema else {
            throw LabError("\(from ?? "the report") has schema \(report.schema), not \(BenchmarkReport.currentSchema)")
        }
        let outputs = BenchmarkOutputs(report: report)
        try outputs.write(to: folder)
        if publish { try outputs.publish(in: repository) }
        Console().output(BenchmarkTable(report: report).text)
    }

    /// - Returns: the folders of the runs.
    private func measure(in repository: Repository) async throws -> [FilePath] {
        try HostRequirement.check()
        let scenario = try Scenario.named("bench", in: repository)
        let console = Console(isQuiet: true)
        var folders: [FilePath] = []
        for mitigations in ["off", "auto"] {
            console.note("a boot with mitigations=\(mitigations)")
            var options = RunOptions()
            options.commandLine = ["mitigations=\(mitigations)"]
            let runner = ScenarioRunner(repository: repository, options: options, console: console)
            let result = try await runner.run(scenario)
            guard result.isAsExpected else {
                throw LabError(
                    "the run with mitigations=\(mitigations) ended as \(result.verdict.rawValue)",
                    remedy: "Its logs are in \(result.logs).")
            }
            folders.append(FilePath(result.logs))
        }
        return folders
    }

    private static func report(on folders: [FilePath]) throws -> BenchmarkReport {
        var report = BenchmarkReport(kernel: "", processor: "", boots: [])
        for folder in folders {
            let run = try JSONDecoder().decode(RunResult.self, from: try Files.read(folder.appending("result.json")))
            let log = BenchmarkLog(try Files.read(folder.appending("debug-port.log")))
            guard run.isAsExpected, !log.costs.isEmpty else {
                throw LabError("\(folder) is not of a run of the scenario bench that passed")
            }
            report.kernel = log.kernel
            report.processor = run.model
            report.boots.append(BenchmarkReport.Boot(log: log))
        }
        return report
    }
}

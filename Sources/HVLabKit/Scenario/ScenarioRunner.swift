// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import SystemPackage

/// Builds a scenario's image, runs it in the emulator and judges what comes out.
public struct ScenarioRunner: Sendable {
    private let repository: Repository
    private let options: RunOptions
    private let console: Console

    public init(repository: Repository, options: RunOptions, console: Console) {
        self.repository = repository
        self.options = options
        self.console = console
    }

    /// - Throws: when the run cannot be set up. A run that went badly is a result.
    public func run(_ scenario: Scenario) async throws -> RunResult {
        let metadata = options.applied(to: scenario.metadata)
        let model = try ProcessorModels.find(metadata.model, supported: try await Emulator.supportedModels())
        let kernel = try await KernelStore(repository).kernel(metadata.kernel, progress: console.note)
        let folder = try RunFolder(for: scenario.name, in: repository.logs)
        defer { if !options.keepsImages { folder.removeImages() } }

        do {
            try await buildImages(scenario, metadata, kernel, model, in: folder)
        } catch {
            // Nothing ran, so there is nothing to keep.
            Files.remove(folder.path)
            throw error
        }
        let observation = try await observe(scenario, metadata, in: folder)
        let result = try judge(scenario, metadata, kernel, observation, in: folder)
        try Files.write(try JSONEncoder.lab.encode(result), to: folder.summary)
        return result
    }

    private func buildImages(
        _ scenario: Scenario, _ metadata: ScenarioMetadata, _ kernel: StockKernel, _ model: ProcessorModel,
        in folder: RunFolder
    ) async throws {
        let products = Products(repository: repository, options: options)
        var externalModules = try products.externalModules(for: metadata, kernel: kernel)
        for name in metadata.testModules {
            externalModules.append(
                try await TestModule(repository: repository, kernel: kernel, name: name).build())
        }
        let modules = ModuleTree(
            kernel: kernel, stockModules: metadata.modules, externalModules: externalModules,
            keepsTracing: metadata.needsTracing || metadata.profile == .stock)
        let initramfs = Initramfs(
            repository: repository, scenario: scenario, modules: modules,
            hostPrograms: try products.hvctl(for: metadata).map { [$0] } ?? [])
        try await initramfs.build(at: folder.initramfs, workFolder: folder.path)

        let bootKernel =
            switch metadata.profile {
            case .fast: try await FastBootKernel(repository: repository, kernel: kernel).build()
            case .stock: kernel.vmlinuz
            }
        let commandLine = KernelCommandLine(
            profile: metadata.profile, series: metadata.kernel, model: model, processorCount: metadata.cpus,
            needsTracing: metadata.needsTracing, additions: metadata.commandLine)
        let disc = BootDisc(
            profile: metadata.profile, kernel: bootKernel, initramfs: folder.initramfs,
            commandLine: try commandLine.text())
        try await disc.build(at: folder.disc, workFolder: folder.path)
    }

    /// What was seen of a run.
    private struct Observation {
        var ending: Emulator.Ending
        var transcript: GuestTranscript
        var report: KTAPReport
        var times: RunTimes
    }

    private func observe(
        _ scenario: Scenario, _ metadata: ScenarioMetadata, in folder: RunFolder
    ) async throws -> Observation {
        let configuration = BochsConfiguration(
            model: metadata.model, processorCount: metadata.cpus, memoryMiB: metadata.memoryMiB, disc: folder.disc,
            serialLog: folder.serialLog, log: folder.emulatorLog, reportsErrors: metadata.logsEmulatorErrors,
            traces: metadata.traces)
        let emulator = Emulator(folder: folder.path, timeout: .seconds(metadata.timeout))

        var transcript = GuestTranscript()
        var parser = KTAPParser()
        var times = RunTimes()
        let clock = ContinuousClock()
        let start = clock.now
        let (ending, processorTime) = try await emulator.run(configuration) { line, processorTime in
            let scenarioLine = transcript.read(line)
            if times.boot == nil && transcript.stage >= .scenario {
                times.boot = RunTimes.Pair(wall: clock.now - start, processor: processorTime)
            }
            guard let scenarioLine else { return }
            let kind = parser.read(scenarioLine)
            console.ktap(kind == .other ? "# \(scenarioLine)" : scenarioLine)
        }
        try Task.checkCancellation()
        times.total = RunTimes.Pair(wall: clock.now - start, processor: processorTime)
        times.ticks = RunTimes.lastTick(inEmulatorLog: (try? Files.readText(folder.emulatorLog)) ?? "")
        try Files.write(transcript.kernelLog.joined(separator: "\n") + "\n", to: folder.kernelLog)
        return Observation(
            ending: ending, transcript: transcript, report: parser.finish(), times: times)
    }

    private func judge(
        _ scenario: Scenario, _ metadata: ScenarioMetadata, _ kernel: StockKernel, _ observation: Observation,
        in folder: RunFolder
    ) throws -> RunResult {
        let evidence = RunEvidence(
            timedOut: observation.ending == .timedOut, stage: observation.transcript.stage,
            isLeaving: observation.transcript.isLeaving, processorCount: metadata.cpus,
            exitStatus: observation.transcript.exitStatus, report: observation.report,
            kernelLog: observation.transcript.kernelLog,
            serialLog: (try? Files.readText(folder.serialLog)) ?? "",
            emulatorLog: (try? Files.readText(folder.emulatorLog)) ?? "",
            toleratedMessages: metadata.toleratedMessages)
        let (verdict, problems) = evidence.judge()
        return RunResult(
            scenario: scenario.name, verdict: verdict, expected: metadata.expectation, model: metadata.model,
            kernelRelease: kernel.release, cpus: metadata.cpus, profile: metadata.profile,
            times: observation.times, plannedTests: observation.report.plannedCount, tests: observation.report.results,
            remarks: observation.report.remarks, problems: problems, logs: folder.path.string)
    }
}

extension JSONEncoder {
    /// For people and `diff`: one value a line, keys sorted.
    static var lab: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}

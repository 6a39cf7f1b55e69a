// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import Subprocess
import SystemPackage

/// Runs the emulator to its end, or to the end of its time.
struct Emulator {
    /// A folder of this run; bochsrc and logs go there.
    let folder: FilePath

    /// How much processor time it may use; see ``ProcessClock``.
    let timeout: Duration

    /// It may take this many times as long by the clock on the wall.
    private static let wallFactor = 8

    /// How the process ended.
    enum Ending: Equatable, Sendable {
        case exited(String)
        case timedOut
    }

    var debugPortLog: FilePath { folder.appending("debug-port.log") }

    /// Starts it and hands every line that the guest writes to the debug port to `onLine`, as it comes, with the
    /// processor time that was used until then.
    func run(
        _ configuration: BochsConfiguration, onLine: (String, Duration) -> Void
    ) async throws -> (ending: Ending, processorTime: Duration) {
        let bochsrc = folder.appending("bochsrc")
        let commands = folder.appending("debugger-commands")
        try Files.write(configuration.text, to: bochsrc)
        try Files.write(configuration.debuggerCommands, to: commands)

        func openForWriting(_ path: FilePath) throws -> FileDescriptor {
            try FileDescriptor.open(
                path, .writeOnly, options: [.create, .truncate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
        }
        let log = try openForWriting(debugPortLog)
        defer { try? log.close() }
        let errors = try openForWriting(folder.appending("bochs-stderr.log"))

        // A cancelled run (Ctrl-C) must not leave the emulator behind.
        var options = PlatformOptions()
        options.teardownSequence = [.send(signal: .kill, allowedDurationToNextStep: .seconds(1))]

        let timeout = timeout
        let result = try await Subprocess.run(
            .path(try Tool.bochs.locate()), arguments: ["-q", "-f", bochsrc.string, "-rc", commands.string],
            workingDirectory: folder, platformOptions: options, input: .none, output: .sequence,
            error: .fileDescriptor(errors, closeAfterSpawningProcess: true)
        ) { execution in
            let clock = ProcessClock(processID: execution.processIdentifier.value)
            // The one process that is ended is this child, through its process descriptor.
            let watchdog = Task {
                let deadline = ContinuousClock.now + timeout * Self.wallFactor
                while true {
                    try await Task.sleep(for: .milliseconds(250))
                    guard let used = clock.now else { return false }
                    guard used > timeout || ContinuousClock.now > deadline else { continue }
                    try execution.send(signal: .kill)
                    return true
                }
            }
            defer { watchdog.cancel() }
            var used = Duration.zero
            var splitter = LineSplitter()
            for try await buffer in execution.standardOutput {
                let bytes = buffer.withUnsafeBytes { Array($0) }
                try log.writeAll(bytes)
                used = clock.now ?? used
                splitter.append(bytes) { onLine($0, used) }
            }
            splitter.finish { onLine($0, used) }
            watchdog.cancel()
            return ((try? await watchdog.value) ?? false, used)
        }
        let (wasEnded, processorTime) = result.closureResult
        return (wasEnded ? .timedOut : .exited(result.terminationStatus.description), processorTime)
    }

    /// The models that the installed emulator has.
    static func supportedModels() async throws -> [String] {
        let result = try await Subprocess.run(
            .path(try Tool.bochs.locate()), arguments: ["--help", "cpu"], output: .string(limit: 1 << 20),
            error: .combinedWithOutput)
        return ProcessorModels.parseSupported(result.standardOutput)
    }
}

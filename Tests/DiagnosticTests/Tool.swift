// SPDX-License-Identifier: GPL-2.0-only

import Foundation

/// A built tool as its users run it.
struct Tool {
    let name: String

    struct Outcome {
        let status: Int32
        let output: String
        let errors: String
    }

    static let package: URL = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Tools lie beside the test bundle.
    private var url: URL {
        Bundle.allBundles.lazy
            .map { $0.bundleURL.deletingLastPathComponent().appendingPathComponent(name) }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
            ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent(name)
    }

    /// - Parameters:
    ///   - environment: variables beside those of the test.
    ///   - folder: the current folder of the tool; the package when left out.
    ///   - errors: what standard error is connected to; its text is then not in the outcome.
    func run(
        _ arguments: [String], environment: [String: String] = [:], in folder: URL = Tool.package,
        errors: FileHandle? = nil
    ) throws -> Outcome {
        let process = Process()
        let files: URL = FileManager.default.temporaryDirectory.appendingPathComponent("run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: files) }
        let (out, err) = (files.appendingPathComponent("out"), files.appendingPathComponent("err"))
        try Data().write(to: out)
        try Data().write(to: err)
        process.executableURL = url
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment
            .merging(["NO_COLOR": "", "TERM": "xterm"]) { $1 }.merging(environment) { $1 }
        process.standardOutput = try FileHandle(forWritingTo: out)
        process.standardError = try errors ?? FileHandle(forWritingTo: err)
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, output: try String(contentsOf: out, encoding: .utf8),
            errors: try String(contentsOf: err, encoding: .utf8))
    }
}

/// A folder that is gone after the test.
struct TemporaryFolder: ~Copyable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("diagnostics-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }
}

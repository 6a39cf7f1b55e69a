// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import VMXModel

/// The generated C of all hypervisors with the simulated machine and the driver,
/// built by one compiler.
struct Driver {
    let compiler: String
    private let executable: URL
    private let folder: URL

    static let repository: URL = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// - Parameters:
    ///   - generated: the folder with `Kbuild.include`; the repository's own, or a changed copy.
    ///   - shims: C of the functions that the runtime has in the kernel.
    ///   - folder: where to build.
    init(
        compiler: String, shims: String, folder: URL,
        generated: URL = Driver.repository.appendingPathComponent("Generated")
    ) throws {
        self.compiler = compiler
        self.folder = folder.appendingPathComponent(compiler)
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        let shimFile: URL = self.folder.appendingPathComponent("shims.c")
        try Data(shims.utf8).write(to: shimFile)
        executable = self.folder.appendingPathComponent("driver")
        let root: URL = Self.repository
        let host: String = root.path + "/Tests/Host"
        var arguments: [String] = [
            "-std=gnu11", "-O2", "-g1", "-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter", "-fno-strict-aliasing",
            "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-DHV_HOST_TEST",
            "-I\(host)/differential/include", "-I\(host)/differential", "-I\(host)/include", "-I\(host)/sim",
            "-I\(root.path)/kmod", "-I\(generated.path)",
            "\(host)/differential/driver.c", "\(host)/differential/enter.c", "\(host)/differential/enter.S",
            "\(host)/sim/sim.c", shimFile.path,
        ]
        arguments += try Self.sources(in: generated)
        arguments += ["-o", executable.path]
        let (status, _, errors) = try Self.run("/usr/bin/env", [compiler] + arguments)
        guard status == 0 else { throw DifferentialFailure("\(compiler) refuses the generated C:\n\(errors)") }
    }

    /// What Kbuild links, but for the file that compares our constants with the kernel's headers.
    private static func sources(in generated: URL) throws -> [String] {
        let list: String = try String(contentsOf: generated.appendingPathComponent("Kbuild.include"), encoding: .utf8)
        let objects: [String] = list.split(separator: "\n").compactMap { line in
            let parts: [Substring] = line.split(separator: " ")
            guard parts.count == 3, parts[0] == "hvcore-generated-y", parts[2].hasSuffix(".o") else { return nil }
            return String(parts[2].dropLast(2))
        }
        guard !objects.isEmpty else { throw DifferentialFailure("Kbuild.include names no object") }
        return objects.filter { $0 != "arch/linux_asserts" }.map { object in
            let base: String = generated.appendingPathComponent(object).path
            return FileManager.default.fileExists(atPath: base + ".c") ? base + ".c" : base + ".S"
        }
    }

    enum Path: String {
        case c
        case stub
    }

    /// What the driver writes for a batch of requests.
    func run(_ profile: String, _ path: Path, _ requests: UnsafeRawBufferPointer) throws -> Data {
        let input: URL = folder.appendingPathComponent("requests")
        try Data(requests).write(to: input)
        let (status, output, errors) = try Self.run(executable.path, [profile, path.rawValue], input: input)
        guard status == 0 else {
            throw DifferentialFailure("\(profile), \(compiler), \(path): the driver ended with \(status):\n\(errors)")
        }
        return output
    }

    /// Numbers of the reasons to leave to user space.
    func userReasons() throws -> [String: UInt32] {
        let (status, output, errors) = try Self.run(executable.path, ["reasons"])
        guard status == 0 else { throw DifferentialFailure("the driver ended with \(status):\n\(errors)") }
        var result: [String: UInt32] = [:]
        for line: Substring in String(decoding: output, as: UTF8.self).split(separator: "\n") {
            let parts: [Substring] = line.split(separator: " ")
            result[String(parts[0])] = UInt32(parts[1])
        }
        return result
    }

    private static func run(
        _ path: String, _ arguments: [String], input: URL? = nil
    ) throws -> (status: Int32, output: Data, errors: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        if let input {
            process.standardInput = try FileHandle(forReadingFrom: input)
        } else {
            process.standardInput = FileHandle.nullDevice
        }
        // Files, not pipes: nobody has to read while the process runs.
        let folder: URL = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files: [URL] = ["output", "errors"].map { folder.appendingPathComponent($0) }
        for file: URL in files { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: files[0])
        process.standardError = try FileHandle(forWritingTo: files[1])
        try process.run()
        process.waitUntilExit()
        let errors: String = try String(decoding: Data(contentsOf: files[1]), as: UTF8.self)
        return (process.terminationStatus, try Data(contentsOf: files[0]), errors)
    }
}

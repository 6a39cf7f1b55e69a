// SPDX-License-Identifier: GPL-2.0-only

import Foundation

/// The generated C of all hypervisors with the simulated machine and the driver,
/// built by one compiler.
struct Driver {
    enum Path: String {
        /// `handle_exit` of the profile.
        case c
        /// `exit_entry` of the profile, with its stubs.
        case stub
    }

    let compiler: String
    private let executable: URL
    private let folder: URL

    static let repository: URL = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let generated: URL = repository.appendingPathComponent("Generated")

    /// Builds with several compilers at once.
    ///
    /// - Parameters:
    ///   - shims: C of the functions that the runtime has in the kernel.
    ///   - folder: where to build.
    ///   - generated: the folder with `Kbuild.include`; the repository's own, or a changed copy.
    static func build(
        _ compilers: [String], shims: String, folder: URL, generated: URL = Driver.generated
    ) throws -> [Driver] {
        let drivers: [Driver] = compilers.map { compiler in
            let place: URL = folder.appendingPathComponent(compiler)
            return Driver(compiler: compiler, executable: place.appendingPathComponent("driver"), folder: place)
        }
        let children: [Child] = try drivers.map { try $0.startBuild(shims, generated) }
        for (driver, child) in zip(drivers, children) { _ = try child.finish("\(driver.compiler) of the generated C") }
        return drivers
    }

    private func startBuild(_ shims: String, _ generated: URL) throws -> Child {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let shimFile: URL = folder.appendingPathComponent("shims.c")
        try Data(shims.utf8).write(to: shimFile)
        let root: String = Self.repository.path
        let host: String = root + "/Tests/Host"
        var arguments: [String] = [
            compiler, "-std=gnu11", "-O2", "-g1", "-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter",
            "-fno-strict-aliasing", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-DHV_HOST_TEST",
            "-I\(host)/differential", "-I\(host)/include", "-I\(host)/sim",
            "-I\(root)/kmod", "-I\(generated.path)",
            "\(host)/differential/driver.c", "\(host)/differential/enter.c", "\(host)/differential/enter.S",
            "\(host)/sim/sim.c", shimFile.path,
        ]
        arguments += try Self.sources(in: generated)
        arguments += ["-o", executable.path]
        return try Child("/usr/bin/env", arguments, name: "build", folder: folder)
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

    /// Starts the driver on a file of requests; its output is the records.
    func start(_ profile: String, _ path: Path, requests: URL) throws -> Child {
        try Child(
            executable.path, [profile, path.rawValue], name: "\(profile)-\(path.rawValue)", folder: folder,
            input: requests)
    }

    /// Numbers of the reasons to leave to user space.
    func userReasons() throws -> [String: UInt32] {
        let output: Data = try Child(executable.path, ["reasons"], name: "reasons", folder: folder).finish("driver")
        var result: [String: UInt32] = [:]
        for line: Substring in String(decoding: output, as: UTF8.self).split(separator: "\n") {
            let parts: [Substring] = line.split(separator: " ")
            result[String(parts[0])] = UInt32(parts[1])
        }
        return result
    }
}

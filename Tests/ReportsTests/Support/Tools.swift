// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import Reports

/// A command that did not do what a test needs.
struct ToolFailure: Error, CustomStringConvertible {
    let description: String
}

enum Package {
    static let root: URL = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}

/// A temporary folder in which something is compiled; gone with the value.
final class Workshop {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("hvcore-reports-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// - Parameter name: of the source, for example `stub.S`.
    func object(_ text: String, named name: String, options: [String] = []) throws -> URL {
        let source: URL = folder.appendingPathComponent(name)
        try text.write(to: source, atomically: true, encoding: .utf8)
        let object: URL = folder.appendingPathComponent(name + ".o")
        try run("gcc", options + ["-c", "-o", object.path, source.path])
        return object
    }

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// - Returns: the path of the file, whose folder is made where it is missing.
    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        let file: URL = folder.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
        return file.path
    }

    /// - Returns: the path of what the sources are linked to.
    func program(_ sources: [String], options: [String]) throws -> String {
        try run("gcc", options + ["-o", path("program")] + sources)
        return path("program")
    }

    func disassembly(_ text: String, named name: String, options: [String] = []) throws -> Disassembly {
        try Self.disassembly(of: object(text, named: name, options: options))
    }

    static func disassembly(of object: URL) throws -> Disassembly {
        Disassembly(try run("objdump", ["-t", "-d", "-r", "-w", "--no-show-raw-insn", object.path]))
    }

    /// A generated exit path, with the runtime's own macros and the kernel's left out.
    func exitPath(_ text: String) throws -> Disassembly {
        let folders: [String] = ["Tests/ReportsTests/Kernel", "kmod", "Generated"]
        return try disassembly(
            text, named: "exit.S",
            options: ["-D__ASSEMBLY__"] + folders.map { "-I" + Package.root.appendingPathComponent($0).path })
    }
}

@discardableResult
func run(_ command: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [command] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
        throw ToolFailure(description: "\(command) \(arguments.joined(separator: " ")):\n\(output)")
    }
    return output
}

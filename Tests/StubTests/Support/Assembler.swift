// SPDX-License-Identifier: GPL-2.0-only

import Foundation

/// A command that did not do what a test needs.
struct ToolFailure: Error, CustomStringConvertible {
    let description: String
}

/// The folders of the package that a stub is built from.
enum Package {
    static let root: String = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .path
    static let harness: String = root + "/Tests/StubTests/Harness"
    static let runtime: String = root + "/kmod"
    static let generated: String = root + "/Generated"
}

/// A temporary folder, gone with the value.
final class Folder {
    let path: String

    init() throws {
        var template: [CChar] = Array("/tmp/hvcore-stub.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw ToolFailure(description: "mkdtemp failed") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String) throws {
        let url = URL(fileURLWithPath: path + "/" + name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: url, atomically: true, encoding: .utf8)
    }
}

/// Runs a command to its end; its output when it succeeds.
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

// SPDX-License-Identifier: GPL-2.0-only

import Glibc
import Subprocess
import SystemPackage

/// The module's own negotiation, built for user space with the generated tables.
struct ModuleNegotiation {
    struct Failure: Error { let message: String }

    /// Of the repository: this file is four folders below.
    private static let root: String = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined()
    private static let sources: [String] = [
        "Tests/Host/negotiate_stream.c", "kmod/negotiate.c", "kmod/capabilities.c", "kmod/refusal.c",
        "Tests/Host/support/kernel.c", "Generated/arch/controls.c",
    ]
    private static let folders: [String] = ["Tests/Host", "Tests/Host/include", "Tests/Host/support", "kmod", "Generated"]

    /// A line for each case.
    static func answers(to cases: [NegotiationCase]) async throws -> [String] {
        var template: [CChar] = Array("/tmp/negotiation-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(message: "mkdtemp: errno \(errno)") }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let program: String = folder + "/negotiate_stream"
        defer {
            unlink(program)
            rmdir(folder)
        }
        let options: [String] = [
            "-std=gnu11", "-O1", "-g", "-fno-strict-aliasing", "-DHV_HOST_TEST", "-Wall", "-Wextra", "-Werror",
            "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-o", program,
        ]
        let compiled = try await Subprocess.run(
            .name("gcc"),
            arguments: Arguments(options + folders.map { "-I\(root)/\($0)" } + sources.map { "\(root)/\($0)" }),
            output: .discarded, error: .string(limit: 1 << 20))
        guard compiled.terminationStatus.isSuccess else { throw Failure(message: compiled.standardError) }
        let ran = try await Subprocess.run(
            .path(FilePath(program)), input: .string(cases.map(\.line).joined()),
            output: .string(limit: 1 << 26), error: .string(limit: 1 << 20))
        guard ran.terminationStatus.isSuccess else { throw Failure(message: ran.standardError) }
        return ran.standardOutput.split(separator: "\n").map(String.init)
    }
}

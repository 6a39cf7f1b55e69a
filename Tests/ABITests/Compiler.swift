// SPDX-License-Identifier: GPL-2.0-only

import Glibc
import Subprocess
import SystemPackage

/// A C or C++ compiler with a dialect, as users of the header have it.
struct Compiler: CustomStringConvertible, Sendable {
    let command: String
    let flags: [String]
    let language: String

    var description: String { ([command] + flags).joined(separator: " ") }

    static let all: [Compiler] = [
        Compiler(command: "gcc", flags: ["-std=c11"], language: "c"),
        Compiler(command: "clang-14", flags: ["-std=c11"], language: "c"),
        Compiler(command: "g++", flags: ["-std=c++17"], language: "c++"),
        Compiler(command: "clang++-14", flags: ["-std=c++17"], language: "c++"),
    ]

    /// Debian has no 32-bit libraries beside the 64-bit ones: it compiles, but does not link.
    static let bits32 = Compiler(
        command: "gcc", flags: ["-m32", "-std=c11", "-I/usr/include/x86_64-linux-gnu"], language: "c")

    struct Result {
        let succeeded: Bool
        let messages: String
    }

    /// Compiles one source text with the files of a folder in reach.
    func check(_ source: String, including folder: Folder) async throws -> Result {
        try await run(source, folder: folder, more: ["-fsyntax-only"])
    }

    /// Compiles and runs one source text; returns what it prints.
    func output(of source: String, including folder: Folder) async throws -> String {
        let program = folder.path + "/program"
        let result = try await run(source, folder: folder, more: ["-o", program])
        guard result.succeeded else { throw Failure(message: result.messages) }
        let ran = try await Subprocess.run(.path(FilePath(program)), output: .string(limit: 1 << 20))
        return ran.standardOutput
    }

    struct Failure: Error { let message: String }

    private func run(_ source: String, folder: Folder, more: [String]) async throws -> Result {
        let arguments =
            flags + ["-Wall", "-Wextra", "-pedantic", "-Werror", "-I\(folder.path)/uapi", "-x", language, "-"] + more
        let result = try await Subprocess.run(
            .name(command), arguments: Arguments(arguments), input: .string(source),
            output: .discarded, error: .string(limit: 1 << 20))
        return Result(succeeded: result.terminationStatus.isSuccess, messages: result.standardError)
    }
}

/// A temporary folder with files in it, gone with the value.
final class Folder: Sendable {
    let path: String

    init(_ files: [(path: String, text: String)]) throws {
        var template = Array("/tmp/abi-tests-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Compiler.Failure(message: "mkdtemp: errno \(errno)") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        for name in ["uapi", "swift"] { mkdir("\(path)/\(name)", 0o700) }
        for file in files {
            guard let stream = fopen("\(path)/\(file.path)", "w") else {
                throw Compiler.Failure(message: "cannot write \(file.path): errno \(errno)")
            }
            fputs(file.text, stream)
            fclose(stream)
        }
    }

    deinit {
        for name in ["uapi/hvcore.h", "uapi/hvcore_layout.h", "swift/HVCoreInterface.swift", "program"] {
            unlink("\(path)/\(name)")
        }
        for name in ["/uapi", "/swift", ""] { rmdir(path + name) }
    }
}

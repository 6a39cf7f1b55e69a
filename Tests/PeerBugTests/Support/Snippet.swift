// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import Testing

/// Lines of a handler that a compiler is to refuse.
enum Snippet {
    /// Expects that swiftc refuses a statement of a handler, and takes the mended one.
    ///
    /// - Parameter error: a part of the message.
    static func expectSwiftRefuses(
        _ wrong: String, _ error: String, right: String, location: SourceLocation = #_sourceLocation
    ) throws {
        let refused: Run = try typeCheck(wrong)
        #expect(refused.status != 0, "it compiles", sourceLocation: location)
        let messages: [Substring] = refused.text.split(separator: "\n").filter { $0.contains(": error: ") }
        #expect(!messages.isEmpty, "\(refused.text)", sourceLocation: location)
        for message: Substring in messages {
            #expect(message.contains("snippet.swift:\(lineOfStatement):"), "\(message)", sourceLocation: location)
        }
        #expect(messages.contains { $0.contains(error) }, "\(refused.text)", sourceLocation: location)
        let taken: Run = try typeCheck(right)
        #expect(taken.status == 0, "\(taken.text)", sourceLocation: location)
    }

    /// Expects that both C compilers refuse a statement on a vcpu, and take the mended one.
    static func expectCRefuses(
        _ wrong: String, _ error: String, right: String, location: SourceLocation = #_sourceLocation
    ) throws {
        for compiler: String in ["gcc", "clang-14"] {
            let refused: Run = try compileC(wrong, compiler)
            #expect(refused.status != 0, "\(compiler) takes it", sourceLocation: location)
            #expect(
                refused.text.range(of: error, options: .regularExpression) != nil, "\(refused.text)",
                sourceLocation: location)
            let taken: Run = try compileC(right, compiler)
            #expect(taken.status == 0, "\(compiler): \(taken.text)", sourceLocation: location)
        }
    }

    private struct Run {
        let status: Int32
        let text: String
    }

    private static let lineOfStatement: Int = 12

    private static func typeCheck(_ statement: String) throws -> Run {
        let source = """
            import Architecture
            import HandlerDSL
            import HypervisorLibrary
            import VMXModel

            let narrow = Variable<UInt32>("narrow")
            let wide = Variable<UInt64>("wide")
            let faulted = Variable<Bool>("faulted")

            @HandlerBuilder
            func handler() -> [Statement] {
            \(statement)
            }

            """
        return try inFolder { folder in
            let file: URL = folder.appendingPathComponent("snippet.swift")
            try Data(source.utf8).write(to: file)
            let modules: URL = Repository.products.appendingPathComponent("Modules")
            return try run(["swiftc", "-typecheck", "-swift-version", "6", "-I", modules.path, file.path])
        }
    }

    private static func compileC(_ statement: String, _ compiler: String) throws -> Run {
        let source = """
            #include "vcpu.h"
            #include "arch/vmcs_access.h"
            #include "arch/controls.h"
            void test(struct hv_vcpu *vcpu);
            void test(struct hv_vcpu *vcpu)
            {
            	\(statement)
            	(void)vcpu;
            }

            """
        return try inFolder { folder in
            let file: URL = folder.appendingPathComponent("snippet.c")
            try Data(source.utf8).write(to: file)
            let includes: [String] = ["kmod", "Generated", "Tests/Host/include"].map {
                "-I" + Repository.root.appendingPathComponent($0).path
            }
            return try run(
                [compiler, "-std=gnu11", "-O1", "-Wall", "-Wextra", "-Werror", "-DHV_HOST_TEST"] + includes
                    + ["-c", file.path, "-o", folder.appendingPathComponent("snippet.o").path])
        }
    }

    private static func inFolder(_ body: (URL) throws -> Run) throws -> Run {
        let folder: URL = FileManager.default.temporaryDirectory.appendingPathComponent("peer-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }

    /// Both streams go to a file: a pipe would have to be read while the program runs.
    private static func run(_ command: [String]) throws -> Run {
        let log: URL = FileManager.default.temporaryDirectory.appendingPathComponent("peer-\(UUID().uuidString).log")
        try Data().write(to: log)
        defer { try? FileManager.default.removeItem(at: log) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        let output = try FileHandle(forWritingTo: log)
        process.standardOutput = output
        process.standardError = output
        try process.run()
        process.waitUntilExit()
        return Run(status: process.terminationStatus, text: try String(contentsOf: log, encoding: .utf8))
    }
}

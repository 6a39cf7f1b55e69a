// SPDX-License-Identifier: GPL-2.0-only

import CEmitter
import Foundation
import HVGenKit
import Reports
import VMXModel
import Verifier

/// What each phase of a generation takes, and what comes out. `hvgen` does the same, in this order.
struct Phases {
    /// In the order in which they run: name, and milliseconds of processor time.
    private(set) var times: [(name: String, milliseconds: Double)] = []
    private(set) var bytes: Int = 0
    private(set) var lines: Int = 0

    mutating func run(_ specification: Specification, into folder: URL) throws {
        let verifier = Verifier(architecture: specification.architecture)
        let wrong: [Diagnostic] = measure("verify") { verifier.check(specification.hypervisors) }
        if !wrong.isEmpty { throw VerificationFailure(diagnostics: wrong) }
        let model: ResolvedModel = measure("lower") { verifier.lower(specification.hypervisors) }
        // They are kept for what follows.
        let unprintable: [Diagnostic] = measure("stubs") { StubCompiler.diagnostics(for: model) }
        if !unprintable.isEmpty { throw VerificationFailure(diagnostics: unprintable) }
        var files: [OutputFile] = measure("C") {
            KernelEmitter(model: model, specFolder: "Spec/Hypervisors", path: { $0 }).files
        }
        let manifest: String = measure("reports") { JSONReport.text(Manifest(of: model)) }
        files.append(OutputFile(path: "manifest.json", text: manifest))
        let directory = OutputDirectory(root: folder)
        try measure("write") { try directory.apply(try directory.difference(to: files)) }
        // What a second run does: reads everything and finds nothing to write.
        let again: OutputDirectory.Difference = try measure("compare") { try directory.difference(to: files) }
        precondition(again.isEmpty, "what was written is not what is wanted")
        bytes = files.reduce(0) { $0 + $1.text.utf8.count }
        lines = files.reduce(0) { $0 + $1.text.utf8.count { $0 == UInt8(ascii: "\n") } }
    }

    private mutating func measure<Value>(_ name: String, _ body: () throws -> Value) rethrows -> Value {
        let start: Double = Self.processorTime()
        defer { times.append((name, Self.processorTime() - start)) }
        return try body()
    }

    /// Of this process, so that what else the machine does is not counted.
    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1_000_000
    }

    /// The most memory that this process has had, in KiB.
    static func peakMemory() throws -> Int {
        let status: String = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line: Substring = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        return line.split(separator: " ").compactMap { Int($0) }.first ?? Int(line.filter(\.isNumber)) ?? 0
    }
}

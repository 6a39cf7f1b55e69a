// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import CEmitter
import Foundation
import GrowthSpecs
import Testing
import VMXModel
import Verifier

/// What the generated C executes, counted: built by gcc as the kernel's is, and single-stepped.
@Suite struct ExecutionGrowthTests {
    private static let repository: URL = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Instructions for each exit, given as `REASON:RCX`, or for `bitmap`.
    private func count(
        _ hypervisor: HypervisorDescription, _ architecture: ArchitectureDescription, _ exits: [String]
    ) throws -> [Int] {
        let model: ResolvedModel = try Verifier(architecture: architecture).resolve([hypervisor])
        let folder: URL = FileManager.default.temporaryDirectory.appendingPathComponent("growth-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for file: OutputFile in KernelEmitter(
            model: model, specFolder: "Spec", path: { $0 }
        ).files {
            let place: URL = folder.appendingPathComponent(file.path)
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(file.text.utf8).write(to: place)
        }
        let program: String = folder.appendingPathComponent("count").path
        let build: String = Self.repository.appendingPathComponent("Tests/Growth/host/build").path
        _ = try run(build, [folder.path, hypervisor.name, program])
        return try run(program, exits).split(separator: "\n").map { try #require(Int($0)) }
    }

    private func run(_ program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output: Data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(program) \(arguments)")
        return String(decoding: output, as: UTF8.self)
    }

    /// Fifty times as many rules are six more steps of a decision, not fifty times as many.
    @Test func anMSRExitIsLogarithmic() throws {
        func most(_ size: Int) throws -> Int {
            let rules = ManyMSRRules(count: size)
            let exits: [String] = (0..<20).map { "31:\(rules.ranges[($0 * 7919) % size / 3 * 3].lowerBound)" }
            return try #require(try count(rules.hypervisor, architecture, exits).max())
        }
        let (few, many) = (try most(12), try most(600))
        #expect(many > few, "12 rules: \(few), 600 rules: \(many)")
        #expect(many < few + 6 * 5, "12 rules: \(few), 600 rules: \(many)")
    }

    /// What the bitmap takes grows with the MSRs that are named.
    @Test func theBitmapIsLinear() throws {
        let (few, many): (Int, Int) = (
            try count(ManyMSRRules(count: 60).hypervisor, architecture, ["bitmap"])[0],
            try count(ManyMSRRules(count: 240).hypervisor, architecture, ["bitmap"])[0]
        )
        #expect(many > few)
        #expect(many < 4 * few, "60 rules: \(few), 240 rules: \(many)")
    }

    @Test func dispatchIsLogarithmic() throws {
        func most(_ size: Int) throws -> Int {
            let many = ManyHandlers(count: size, as: .c, rate: 1)
            let exits: [String] = (0..<20).map { "\(many.reasons[($0 * 7919) % size].number):0" }
            return try #require(try count(many.hypervisor, many.architecture, exits).max())
        }
        let (few, many) = (try most(8), try most(256))
        #expect(many > few, "8 handlers: \(few), 256 handlers: \(many)")
        #expect(many < few + 5 * 6, "8 handlers: \(few), 256 handlers: \(many)")
    }
}

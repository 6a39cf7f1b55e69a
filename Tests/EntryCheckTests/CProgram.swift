// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import Interpreter
import VMXModel

/// The generated checks in C as a program of Harness/driver.c.
final class CProgram {
    struct Failure: Error, CustomStringConvertible { let description: String }

    /// Every compiler that users have, with what finds errors.
    static let compilers: [[String]] = [["gcc"], ["clang-14"]]

    private let folder: URL
    private let program: URL
    /// The inputs by their names; the parts of MSR-load entries come last.
    let inputs: [String: Int]
    let partNames: [String]
    let rules: [String: Int]

    init(compiler: [String]) throws {
        let root: URL = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("entry-\(UUID().uuidString)")
        program = folder.appendingPathComponent("driver")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let sources: [String] = [
            "Tests/EntryCheckTests/Harness/driver.c", "kmod/known_bits.c", "kmod/entry_check.c",
            "Generated/entry/inputs.c", "Generated/entry/rules.c",
        ]
        let options: [String] = [
            "-std=gnu11", "-O1", "-Wall", "-Wextra", "-Werror", "-fsanitize=address,undefined",
            "-fno-sanitize-recover=all", "-I\(root.path)/kmod", "-I\(root.path)/Generated", "-o", program.path,
        ]
        _ = try Self.run("/usr/bin/env", compiler + options + sources.map { "\(root.path)/\($0)" }, in: folder)
        let text = String(decoding: try Self.run(program.path, ["names"], in: folder), as: UTF8.self)
        let lines: [Substring] = text.split(separator: "\n")
        let names: [String] = lines.filter { $0.hasPrefix("input ") }.map { String($0.dropFirst(6)) }
        let codes: [String] = lines.filter { $0.hasPrefix("rule ") }.map { String($0.dropFirst(5)) }
        inputs = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($0.element, $0.offset) })
        rules = Dictionary(uniqueKeysWithValues: codes.enumerated().map { ($0.element, $0.offset) })
        partNames = names.filter { $0.hasPrefix("msr-load-") }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// What the program answers to a file of requests.
    func answers(to requests: EntryRequests) throws -> [UInt8] {
        let file: URL = folder.appendingPathComponent("requests")
        try requests.data.write(to: file)
        return try [UInt8](Self.run(program.path, [file.path], in: folder))
    }

    private static func run(_ path: String, _ arguments: [String], in folder: URL) throws -> Data {
        let process = Process()
        let errors: URL = folder.appendingPathComponent("errors")
        let output: URL = folder.appendingPathComponent("output")
        for file: URL in [errors, output] { try Data().write(to: file) }
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let said: String = String(decoding: try Data(contentsOf: errors), as: UTF8.self)
            throw Failure(description: "\(path) ended with \(process.terminationStatus): \(said)")
        }
        return try Data(contentsOf: output)
    }
}

/// States for the program, each with the rule to check.
struct EntryRequests {
    private(set) var data: Data = Data()

    /// - Parameter looked: the fields, MSRs and machine values to give.
    mutating func add(rule: Int, _ state: EntryState, _ looked: [EntryOperand], _ program: CProgram) {
        func put<T: FixedWidthInteger>(_ value: T) {
            withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) }
        }
        func put(_ value: Value) {
            put(value.bits)
            put(value.unknown)
        }
        var given: [(Int, Value)] = []
        for operand: EntryOperand in looked {
            let value: Value? =
                switch operand {
                case .field(let field): state.fields[field]
                case .capability(let msr): state.capabilities[msr]
                case .machine(let machine): state.machine[machine]
                case .control: nil
                }
            if let value, let number = program.inputs[operand.name] { given.append((number, value)) }
        }
        for head: Int in [rule, given.count, state.msrLoadEntries.count, 0] { put(UInt32(head)) }
        for (number, value) in given {
            put(UInt64(number))
            put(value)
        }
        for entry: [MachineValue: Value] in state.msrLoadEntries {
            for name: String in program.partNames {
                let known: Value? = entry.first { $0.key.name == name }?.value
                put(known ?? .unknown(.u64))
            }
        }
    }
}

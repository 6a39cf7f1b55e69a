// SPDX-License-Identifier: GPL-2.0-only

import Foundation

/// A process whose output goes into files, so that nobody has to read while it runs.
final class Child {
    private let process: Process = Process()
    private let output: URL
    private let errors: URL

    /// - Parameters:
    ///   - name: of the files in `folder`; no two children may have the same.
    ///   - input: standard input; empty when nil.
    init(_ path: String, _ arguments: [String], name: String, folder: URL, input: URL? = nil) throws {
        output = folder.appendingPathComponent(name + ".out")
        errors = folder.appendingPathComponent(name + ".err")
        for file: URL in [output, errors] { try Data().write(to: file) }
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        if let input {
            process.standardInput = try FileHandle(forReadingFrom: input)
        } else {
            process.standardInput = FileHandle.nullDevice
        }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
    }

    /// Waits for the end.
    ///
    /// - Parameter what: for the error when its status is not 0.
    func finish(_ what: String) throws -> Data {
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let said: String = try String(decoding: Data(contentsOf: errors), as: UTF8.self)
            throw DifferentialFailure("\(what) ended with \(process.terminationStatus):\n\(said)")
        }
        return try Data(contentsOf: output)
    }
}

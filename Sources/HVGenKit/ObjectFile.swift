// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import Reports

/// An object file, as objdump shows it.
struct ObjectFile {
    let path: String

    /// Why objdump said nothing useful.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    func disassembly() throws -> Disassembly {
        Disassembly(try objdump(["-t", "-d", "-r", "-w", "--no-show-raw-insn"]))
    }

    /// Where the kernel patches code of a section when it starts.
    func patchedAddresses(in section: String, of disassembly: Disassembly) throws -> [UInt64] {
        disassembly.patchedAddresses(try objdump(["-r", "-j", ".altinstructions"], mayFail: true), in: section)
    }

    /// - Parameter mayFail: for a section that an object need not have.
    private func objdump(_ options: [String], mayFail: Bool = false) throws -> String {
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw Failure(description: "\(path) cannot be read: `make module` builds it")
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["objdump"] + options + [path]
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = mayFail ? FileHandle.nullDevice : errors
        try process.run()
        let text: Data = output.fileHandleForReading.readDataToEndOfFile()
        let complaint: Data = mayFail ? Data() : errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        if process.terminationStatus != 0 && !mayFail {
            let reason = String(decoding: complaint, as: UTF8.self).split(separator: "\n").first ?? "it gave no reason"
            throw Failure(description: "objdump of \(path) failed: \(reason) (package binutils)")
        }
        return String(decoding: text, as: UTF8.self)
    }
}

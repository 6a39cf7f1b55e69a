// SPDX-License-Identifier: GPL-2.0-only

import Glibc
import Verifier

/// Capability MSRs captured on real processors; they are no part of the project.
enum CapturedProcessors {
    static let folder: String = "/work/shared/processors"

    /// By file name; empty where the folder is not.
    static let all: [(name: String, processor: ProcessorCapabilities)] = names().compactMap { name in
        guard let text = try? SourceText.read(folder + "/" + name) else { return nil }
        var msrs: [UInt32: UInt64] = [:]
        // A line is `"0x480": "0x00da040000000004",`.
        for line: Substring in text.split(separator: "\n") {
            let parts: [Substring] = line.split(separator: "\"")
            guard parts.count >= 4, let address = hexadecimal(parts[1]), let value = hexadecimal(parts[3]) else {
                continue
            }
            msrs[UInt32(address)] = value
        }
        return (name, ProcessorCapabilities(msrs: msrs))
    }

    private static func hexadecimal(_ text: Substring) -> UInt64? {
        text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : nil
    }

    private static func names() -> [String] {
        guard let folder = opendir(folder) else { return [] }
        defer { closedir(folder) }
        var found: [String] = []
        while let entry = readdir(folder) {
            let name: String = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(".json") { found.append(name) }
        }
        return found.sorted()
    }
}

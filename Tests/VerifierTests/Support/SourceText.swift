// SPDX-License-Identifier: GPL-2.0-only

import SystemPackage

/// Reads a source file of the tests.
enum SourceText {
    static func read(_ path: String) throws -> String {
        let file: FileDescriptor = try FileDescriptor.open(FilePath(path), .readOnly)
        defer { try? file.close() }
        var bytes: [UInt8] = []
        var chunk: [UInt8] = Array(repeating: 0, count: 65536)
        while true {
            let count: Int = try chunk.withUnsafeMutableBytes { try file.read(into: $0) }
            if count == 0 { break }
            bytes += chunk[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Substring {
    /// The place of a text that has no regular expression in it.
    func range(of text: String) -> Range<Index>? {
        var start: Index = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) {
                return start..<index(start, offsetBy: text.count)
            }
            start = index(after: start)
        }
        return nil
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import SystemPackage

/// A program of the host, such as hvctl, and the shared libraries that it needs in the guest.
struct HostProgram {
    let path: FilePath

    /// A file for the guest: where it goes, and what it is.
    struct Piece {
        var guestPath: String
        var file: FilePath
    }

    /// The program as `/bin/NAME`, and its libraries at the places that it looks for them.
    ///
    /// Debug information stays behind: the guest reads every byte at emulated speed.
    func pieces(strippedInto folder: FilePath) async throws -> [Piece] {
        var pieces = [Piece(guestPath: "/bin/\(path.lastComponent!.string)", file: path)]
        for library in try await sharedLibraries() {
            pieces.append(Piece(guestPath: library, file: FilePath(library)))
        }
        var stripped: [Piece] = []
        for piece in pieces {
            stripped.append(
                Piece(guestPath: piece.guestPath, file: try await strip(piece.file, into: folder)))
        }
        return stripped
    }

    private func sharedLibraries() async throws -> [String] {
        // A static program makes ldd fail: it has nothing to list.
        guard let text = try? await Tool.ldd.run([path.string]) else { return [] }
        if let missing = text.split(separator: "\n").first(where: { $0.contains("not found") }) {
            throw LabError("\(path) needs a shared library that is not there: \(missing.trimmed)")
        }
        return Self.parseLibraries(text)
    }

    /// Reads ldd's lines: `libc.so.6 => /lib/libc.so.6 (0x…)` and, for the loader, `/lib64/ld-linux… (0x…)`.
    static func parseLibraries(_ text: String) -> [String] {
        text.split(separator: "\n").compactMap { line in
            let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
            if let arrow = words.firstIndex(of: "=>"), arrow + 1 < words.count, words[arrow + 1].hasPrefix("/") {
                return words[arrow + 1]
            }
            return words.first.flatMap { $0.hasPrefix("/") ? $0 : nil }
        }
    }

    private func strip(_ file: FilePath, into folder: FilePath) async throws -> FilePath {
        try Files.createDirectory(folder)
        let flattened = file.string.split(separator: "/").joined(separator: "!")
        let output = folder.appending(flattened)
        return try await FolderLock.withLock(on: folder) {
            let stamp = try BuildStamp(output: output, inputs: [file], recipe: ["strip-all"])
            if stamp.isFresh { return output }
            try await Tool.strip.run(["--strip-unneeded", Files.resolved(file).string, "-o", output.string])
            try stamp.record()
            return output
        }
    }
}

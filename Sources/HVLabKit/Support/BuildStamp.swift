// SPDX-License-Identifier: GPL-2.0-only

import SystemPackage

/// What a built file was made of, kept beside it, so that it is made again only when that changed.
///
/// Times are compared for equality, not for order: an older file that replaces a newer one is a change too.
struct BuildStamp {
    private let output: FilePath
    private let content: String

    /// - Parameters:
    ///   - output: the file that is built.
    ///   - inputs: the files that it is built of.
    ///   - recipe: everything else that it depends on, such as compiler flags.
    init(output: FilePath, inputs: [FilePath], recipe: [String]) throws {
        self.output = output
        content = try (inputs.map(Files.fingerprint) + recipe).joined(separator: "\n") + "\n"
    }

    private var stampFile: FilePath {
        FilePath(output.string + ".stamp")
    }

    /// Whether the output exists and was built of just these inputs.
    var isFresh: Bool {
        Files.exists(output) && (try? Files.readText(stampFile)) == content
    }

    /// Notes that the output was built.
    func record() throws {
        try Files.write(content, to: stampFile)
    }
}

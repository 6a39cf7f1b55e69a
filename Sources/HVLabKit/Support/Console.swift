// SPDX-License-Identifier: GPL-2.0-only

import Foundation

/// Where the lab prints: results on standard output, everything else on standard error.
public struct Console: Sendable {
    /// Whether standard output is for one JSON document only.
    private let isQuiet: Bool

    public init(isQuiet: Bool = false) {
        self.isQuiet = isQuiet
    }

    /// A line of a scenario, which is a subtest of the call.
    func ktap(_ line: String) {
        output("    " + line)
    }

    /// A line of results.
    func output(_ line: String) {
        guard !isQuiet else { return }
        Self.write(line, to: .standardOutput)
    }

    /// A line of news.
    @Sendable func note(_ line: String) {
        Self.write("hvlab: \(line)", to: .standardError)
    }

    /// Unbuffered: results are read while the guest still runs.
    static func write(_ line: String, to handle: FileHandle) {
        try? handle.write(contentsOf: Data((line + "\n").utf8))
    }
}

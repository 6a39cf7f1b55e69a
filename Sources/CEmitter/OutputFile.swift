// SPDX-License-Identifier: GPL-2.0-only

/// A file to be written, below `Generated/`.
public struct OutputFile: Hashable, Sendable {
    public let path: String
    public let text: String

    public init(path: String, text: String) {
        self.path = path
        self.text = text
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import SystemPackage

/// Paths as the user gives them: relative to the current folder.
enum AbsolutePath {
    static func of(_ text: String) -> FilePath {
        let path = FilePath(text)
        let full = path.isAbsolute ? path : FilePath(FileManager.default.currentDirectoryPath).pushing(path)
        return full.lexicallyNormalized()
    }
}

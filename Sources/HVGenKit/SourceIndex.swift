// SPDX-License-Identifier: GPL-2.0-only

import Foundation

/// Finds Swift files below a package by their name, which is unique within a module.
struct SourceIndex {
    let package: URL

    /// The path below the package; directly in the folder when the file is not found.
    func path(of file: String, below folder: String) -> String {
        let root: URL = package.appendingPathComponent(folder)
        let direct: String = folder + "/" + file
        if FileManager.default.fileExists(atPath: package.appendingPathComponent(direct).path) { return direct }
        guard let walker = FileManager.default.enumerator(atPath: root.path) else { return direct }
        let found: [String] = walker.compactMap { $0 as? String }
            .filter { $0.hasSuffix("/" + file) }
            .sorted()
        return found.first.map { folder + "/" + $0 } ?? direct
    }
}

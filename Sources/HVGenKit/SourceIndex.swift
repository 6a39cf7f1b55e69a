// SPDX-License-Identifier: GPL-2.0-only

import Foundation

/// Finds Swift files below a package by their name, which is unique within a module. A folder is walked through once.
final class SourceIndex {
    private let package: URL
    /// By folder: the first path, in order, below it for each file name.
    private var listings: [String: [String: String]] = [:]

    init(package: URL) { self.package = package }

    /// The path below the package; directly in the folder when the file is not found.
    func path(of file: String, below folder: String) -> String {
        let direct: String = folder + "/" + file
        if FileManager.default.fileExists(atPath: package.appendingPathComponent(direct).path) { return direct }
        return listing(of: folder)[file].map { folder + "/" + $0 } ?? direct
    }

    private func listing(of folder: String) -> [String: String] {
        if let known = listings[folder] { return known }
        let walker = FileManager.default.enumerator(atPath: package.appendingPathComponent(folder).path)
        var found: [String: String] = [:]
        while let path = walker?.nextObject() as? String {
            guard path.hasSuffix(".swift") else { continue }
            let name: String = path.split(separator: "/").last.map(String.init) ?? path
            if found[name].map({ path < $0 }) ?? true { found[name] = path }
        }
        listings[folder] = found
        return found
    }
}

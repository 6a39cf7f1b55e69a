// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import VMXModel

/// The source files that diagnostics speak of, as far as they are on this machine.
final class SourceFiles {
    /// A file, found or guessed.
    struct File {
        /// Below the package where it belongs to it; absolute where it is one of hvcore's own in another package.
        let path: String
        /// Nil when the file is not on this machine.
        let url: URL?
    }

    private let package: URL
    private let specification: Specification
    private let index: SourceIndex
    private let libraryIndex = SourceIndex(package: library)
    private var files: [String: File] = [:]
    private var lines: [String: [Substring]] = [:]

    init(package: URL, specification: Specification) {
        self.package = package
        self.specification = specification
        index = SourceIndex(package: package)
    }

    /// The file that a `#fileID` names.
    func file(_ fileID: String) -> File {
        if let known = files[fileID] { return known }
        let found: File = find(fileID)
        files[fileID] = found
        return found
    }

    /// The path for a person: below the current folder when the file is there, so that it can be opened from it.
    func shownPath(_ fileID: String) -> String {
        let file: File = file(fileID)
        guard let url = file.url else { return file.path }
        let current: String = FileManager.default.currentDirectoryPath + "/"
        let absolute: String = url.standardizedFileURL.path
        return absolute.hasPrefix(current) ? String(absolute.dropFirst(current.count)) : absolute
    }

    /// The text of a line; nil when the file or the line is not there.
    func line(at location: SourceLocation) -> String? {
        let all: [Substring] = lines(of: location.fileID)
        return all.indices.contains(location.line - 1) ? String(all[location.line - 1]) : nil
    }

    private func lines(of fileID: String) -> [Substring] {
        if let known = lines[fileID] { return known }
        var found: [Substring] = []
        if let url = file(fileID).url, let data = try? Data(contentsOf: url) {
            // Swift ends lines at LF, CR and both.
            found = String(decoding: data, as: UTF8.self).split(omittingEmptySubsequences: false) {
                $0 == "\n" || $0 == "\r" || $0 == "\r\n"
            }
        }
        lines[fileID] = found
        return found
    }

    private func find(_ fileID: String) -> File {
        let path: String = specification.path(ofFileID: fileID, in: index)
        let own: URL = package.appendingPathComponent(path)
        if isFile(own) { return File(path: path, url: own) }
        // The package of somebody else, whose diagnostics have notes in the architecture and the library of this one.
        let parts: [Substring] = fileID.split(separator: "/", maxSplits: 1)
        if parts.count == 2, specification.sourceFolders[String(parts[0])] == nil {
            let module = String(parts[0])
            let folder: String = Self.libraryFolders[module] ?? "Sources/\(module)"
            let file: URL = Self.library.appendingPathComponent(libraryIndex.path(of: String(parts[1]), below: folder))
            if isFile(file) { return File(path: file.standardizedFileURL.path, url: file) }
        }
        return File(path: path, url: nil)
    }

    private func isFile(_ url: URL) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) && !isFolder.boolValue
    }

    /// The checkout of hvcore that this was built from. A tool that was installed elsewhere finds nothing there.
    private static let library: URL = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static let libraryFolders: [String: String] = [
        "ABI": "Spec/ABI", "Architecture": "Spec/Architecture", "HypervisorLibrary": "Spec/Hypervisors/Library",
        "Hypervisors": "Spec/Hypervisors",
    ]
}

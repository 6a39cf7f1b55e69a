// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import SystemPackage

/// The file operations that the lab needs, with errors that name the file.
enum Files {
    static func exists(_ path: FilePath) -> Bool {
        FileManager.default.fileExists(atPath: path.string)
    }

    static func isDirectory(_ path: FilePath) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path.string, isDirectory: &isDirectory) && isDirectory.boolValue
    }

    static func createDirectory(_ path: FilePath) throws {
        do {
            try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: true)
        } catch {
            throw LabError("cannot create the folder \(path): \(error.localizedDescription)")
        }
    }

    /// Reads a whole file; large ones are mapped, so reading a slice of a kernel image costs that slice.
    static func read(_ path: FilePath) throws -> Data {
        do {
            return try Data(contentsOf: URL(fileURLWithPath: path.string), options: .mappedIfSafe)
        } catch {
            throw LabError("cannot read \(path): \(error.localizedDescription)")
        }
    }

    static func readText(_ path: FilePath) throws -> String {
        String(decoding: try read(path), as: UTF8.self)
    }

    /// Writes through a temporary file, so that a second process never sees half of it.
    static func write(_ data: Data, to path: FilePath) throws {
        do {
            try data.write(to: URL(fileURLWithPath: path.string), options: .atomic)
        } catch {
            throw LabError("cannot write \(path): \(error.localizedDescription)")
        }
    }

    static func write(_ text: String, to path: FilePath) throws {
        try write(Data(text.utf8), to: path)
    }

    /// Removes a file or a folder with all that it holds; that it is not there is fine.
    static func remove(_ path: FilePath) {
        try? FileManager.default.removeItem(atPath: path.string)
    }

    /// The entries of a folder, sorted; empty when the folder does not exist.
    static func entries(of folder: FilePath) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? []).sorted()
    }

    /// All regular files below a folder, sorted, as paths relative to it.
    static func filesRecursively(in folder: FilePath) -> [String] {
        guard let enumerator = FileManager.default.enumerator(atPath: folder.string) else { return [] }
        return enumerator.compactMap { $0 as? String }
            .filter { !isDirectory(folder.appending($0)) }
            .sorted()
    }

    /// The path with symbolic links followed.
    static func resolved(_ path: FilePath) -> FilePath {
        FilePath(URL(fileURLWithPath: path.string).resolvingSymlinksInPath().path)
    }

    /// Size and time of change, as one line of a ``BuildStamp``.
    static func fingerprint(_ path: FilePath) throws -> String {
        do {
            let attributes = try FileManager.default.attributesOfItem(atPath: resolved(path).string)
            let size = (attributes[.size] as? UInt64) ?? 0
            let time = (attributes[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
            return "\(path) \(size) \(time)"
        } catch {
            throw LabError("cannot read \(path): \(error.localizedDescription)")
        }
    }

    static func modificationTime(_ path: FilePath) -> Date {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path.string)
        return (attributes?[.modificationDate] as? Date) ?? .distantPast
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import Glibc

struct FileFailure: Error { let message: String }

/// The names in a folder, sorted; none when there is no such folder.
func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var found: [String] = []
    while let entry = readdir(stream) {
        withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            pointer.withMemoryRebound(to: CChar.self, capacity: 256) { found.append(String(cString: $0)) }
        }
    }
    return found.sorted()
}

func contents(of path: String) throws -> String {
    guard let file = fopen(path, "r") else { throw FileFailure(message: "cannot read \(path)") }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
    return String(decoding: bytes, as: UTF8.self)
}

/// Writes a file, with the one folder above it.
func write(_ text: String, to path: String) throws {
    let folder: Substring = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
    mkdir(String(folder), 0o755)
    guard let file = fopen(path, "w") else { throw FileFailure(message: "cannot write \(path)") }
    defer { fclose(file) }
    fputs(text, file)
}

func folderForFiles() -> String {
    var template: [CChar] = Array("/tmp/ArchitectureTests.XXXXXX".utf8CString)
    precondition(mkdtemp(&template) != nil, "no folder can be made in /tmp")
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

func removeFolder(_ path: String) {
    for name in names(in: path) where name != "." && name != ".." {
        let inner: String = path + "/" + name
        if unlink(inner) != 0 { removeFolder(inner) }
    }
    rmdir(path)
}

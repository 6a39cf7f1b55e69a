// SPDX-License-Identifier: GPL-2.0-only

import Foundation

/// An initramfs in the making: a tree of files that is written in the format "newc" of cpio.
///
/// Linux: Documentation/driver-api/early-userspace/buffer-format.rst. Entries are written in the order of their paths
/// with fixed owner and time, so equal trees make equal archives.
struct CPIOArchive {
    private enum Entry {
        case directory
        case file(Data, isExecutable: Bool)
        case symbolicLink(target: String)

        var mode: UInt32 {
            switch self {
            case .directory: 0o040755
            case .file(_, isExecutable: true): 0o100755
            case .file(_, isExecutable: false): 0o100644
            case .symbolicLink: 0o120777
            }
        }

        var contents: Data {
            switch self {
            case .directory: Data()
            case .file(let data, _): data
            case .symbolicLink(let target): Data(target.utf8)
            }
        }
    }

    private var entries: [String: Entry] = [:]

    mutating func addDirectory(_ path: String) {
        addParents(of: path)
        entries[Self.normalized(path)] = .directory
    }

    mutating func addFile(_ path: String, _ contents: Data, isExecutable: Bool = false) {
        addParents(of: path)
        entries[Self.normalized(path)] = .file(contents, isExecutable: isExecutable)
    }

    mutating func addSymbolicLink(_ path: String, to target: String) {
        addParents(of: path)
        entries[Self.normalized(path)] = .symbolicLink(target: target)
    }

    /// The archive's bytes.
    func serialized() -> Data {
        var archive = Data()
        var inode: UInt32 = 1
        // A folder's path is a prefix of what it holds, so sorting puts it first.
        for path in entries.keys.sorted() {
            let entry = entries[path]!
            Self.append(path, mode: entry.mode, contents: entry.contents, inode: inode, to: &archive)
            inode += 1
        }
        Self.append("TRAILER!!!", mode: 0, contents: Data(), inode: 0, to: &archive)
        return archive
    }

    private mutating func addParents(of path: String) {
        let parts = Self.normalized(path).split(separator: "/").dropLast()
        var parent = ""
        for part in parts {
            parent += parent.isEmpty ? String(part) : "/" + part
            if entries[parent] == nil { entries[parent] = .directory }
        }
    }

    private static func normalized(_ path: String) -> String {
        path.hasPrefix("/") ? String(path.dropFirst()) : path
    }

    private static func append(
        _ path: String, mode: UInt32, contents: Data, inode: UInt32, to archive: inout Data
    ) {
        let fields: [UInt32] = [
            inode,
            mode,
            0, 0,  // owner and group: root
            1,  // links
            0,  // time of change
            UInt32(contents.count),
            0, 0, 0, 0,  // devices
            UInt32(path.utf8.count + 1),
            0,  // checksum: not in this format
        ]
        archive.append(contentsOf: "070701".utf8)
        for field in fields { archive.append(contentsOf: hexadecimal(field)) }
        archive.append(contentsOf: path.utf8)
        archive.append(0)
        pad(&archive)
        archive.append(contents)
        pad(&archive)
    }

    /// Eight digits.
    private static func hexadecimal(_ number: UInt32) -> [UInt8] {
        let digits = Array(String(number, radix: 16).utf8)
        return Array(repeating: UInt8(ascii: "0"), count: 8 - digits.count) + digits
    }

    private static func pad(_ archive: inout Data) {
        while archive.count % 4 != 0 { archive.append(0) }
    }
}

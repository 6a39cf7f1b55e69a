// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import VMXModel

/// Why a text has no dump: the end of a sentence that begins with the name of the file.
public struct DumpFailure: Error, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}

/// Reads dumps of VMCSs: kernel logs of KVM, snapshots of hvctl, and plain lists of fields.
public struct DumpReader: Sendable {
    private let architecture: ArchitectureDescription

    public init(_ architecture: ArchitectureDescription) { self.architecture = architecture }

    /// Every dump of a text, in its order; at least one.
    public func read(_ data: Data) throws(DumpFailure) -> [VMCSDump] {
        let first: UInt8? = data.first { !Self.isBlank($0) }
        if first == UInt8(ascii: "{") { return [try SnapshotReader(architecture: architecture).read(data)] }
        // LF, CR LF, and the CR of a serial line.
        let lines: [[UInt8]] = data.split(omittingEmptySubsequences: false) { $0 == 0x0a }.map { line in
            Array(line.filter { $0 != 0x0d })
        }
        var kvm = KVMDumpReader(architecture)
        let dumps: [VMCSDump] = kvm.read(lines)
        if !dumps.isEmpty { return dumps }
        let texts: [String] = lines.map { String(decoding: $0, as: UTF8.self) }
        if let list = ListDumpReader(architecture).read(texts) { return [list] }
        if data.isEmpty || first == nil { throw DumpFailure("is empty") }
        throw DumpFailure(
            "has no dump of a VMCS: neither KVM's (boot with kvm_intel.dump_invalid_vmcs=1), nor JSON of hvctl dump, "
                + "nor lines like GUEST_RIP = 0x1000")
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d }
}

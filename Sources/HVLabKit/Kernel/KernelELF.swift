// SPDX-License-Identifier: GPL-2.0-only

import Foundation

/// What starting an uncompressed kernel needs of its ELF file: where its parts go, and where PVH enters.
struct KernelELF {
    /// A part of the kernel in physical memory; what `contents` leaves of `memorySize` is zero.
    struct Segment: Equatable {
        var physicalAddress: UInt64
        var contents: Data
        var memorySize: UInt64
    }

    let segments: [Segment]

    /// The physical address that the note `XEN_ELFNOTE_PHYS32_ENTRY` gives.
    let pvhEntry: UInt32

    init(_ file: Data) throws {
        let reader = ByteReader(file)
        guard let identification = reader.bytes(at: 0, count: 6),
            identification.elementsEqual([0x7f, 0x45, 0x4c, 0x46, 2, 1]),
            let tableOffset = reader.uint64(at: 32), let entrySize = reader.uint16(at: 54),
            let entryCount = reader.uint16(at: 56)
        else {
            throw LabError("the decompressed kernel is not a little-endian ELF64 file")
        }

        var segments: [Segment] = []
        var entry: UInt32?
        for index in 0..<Int(entryCount) {
            let header = Int(tableOffset) + index * Int(entrySize)
            guard let type = reader.uint32(at: header), let offset = reader.uint64(at: header + 8),
                let address = reader.uint64(at: header + 24), let fileSize = reader.uint64(at: header + 32),
                let memorySize = reader.uint64(at: header + 40),
                let contents = reader.bytes(at: Int(offset), count: Int(fileSize))
            else {
                throw LabError("the decompressed kernel ends before its program header \(index) or its contents do")
            }
            switch type {
            case ProgramHeaderType.load:
                segments.append(
                    Segment(physicalAddress: address, contents: contents.withoutTrailingZeros, memorySize: memorySize))
            case ProgramHeaderType.note:
                entry = entry ?? Self.pvhEntry(inNotes: contents)
            default:
                continue
            }
        }
        guard !segments.isEmpty else { throw LabError("the decompressed kernel has nothing to load") }
        guard let entry else {
            throw LabError(
                "the kernel has no PVH entry (ELF note XEN_ELFNOTE_PHYS32_ENTRY)",
                remedy: "It was built without CONFIG_PVH; use --profile stock.")
        }
        self.segments = segments
        pvhEntry = entry
    }

    private enum ProgramHeaderType {
        static let load: UInt32 = 1
        static let note: UInt32 = 4
    }

    /// Linux: include/xen/interface/elfnote.h.
    private static let physical32EntryNote: UInt32 = 18

    private static func pvhEntry(inNotes notes: Data) -> UInt32? {
        let reader = ByteReader(notes)
        func padded(_ size: UInt32) -> Int { (Int(size) + 3) & ~3 }
        var offset = 0
        while let nameSize = reader.uint32(at: offset), let descriptionSize = reader.uint32(at: offset + 4),
            let type = reader.uint32(at: offset + 8)
        {
            let name = reader.bytes(at: offset + 12, count: Int(nameSize))
            let description = offset + 12 + padded(nameSize)
            if type == physical32EntryNote, let name, name.elementsEqual("Xen\0".utf8) {
                return reader.uint32(at: description)
            }
            offset = description + padded(descriptionSize)
        }
        return nil
    }
}

extension Data {
    /// Debian's kernels carry 27 MB of zeros (.bss and .brk) in the file: the loader need not read them.
    fileprivate var withoutTrailingZeros: Data {
        let length = withUnsafeBytes { bytes in
            var end = bytes.count
            // Words first: a byte at a time takes seconds without the optimiser.
            while end >= 8, bytes.loadUnaligned(fromByteOffset: end - 8, as: UInt64.self) == 0 { end -= 8 }
            while end > 0, bytes[end - 1] == 0 { end -= 1 }
            return end
        }
        return prefix(length)
    }
}

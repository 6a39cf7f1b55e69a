// SPDX-License-Identifier: GPL-2.0-only

import Foundation

/// Wraps the boot stub and an unmodified kernel into an ELF32 file that a multiboot loader accepts.
///
/// The stub goes first, since the loader looks for its header in the first 8 KiB of the file.
enum MultibootImage {
    /// Where the stub is linked to, and where it is entered: Tests/Lab/boot/stub.lds.
    static let stubAddress: UInt32 = 0x20_0000

    private static let headerSize = 52
    private static let programHeaderSize = 32
    private static let pageSize = 4096

    static func make(stub: Data, kernel: KernelELF) throws -> Data {
        let stubSegment = KernelELF.Segment(
            physicalAddress: UInt64(stubAddress), contents: stub, memorySize: UInt64(stub.count))
        let segments = [stubSegment] + kernel.segments
        for segment in segments where segment.physicalAddress + segment.memorySize > UInt64(UInt32.max) {
            throw LabError("a segment of the kernel ends above 4 GiB, where a multiboot loader cannot put it")
        }
        guard kernel.segments.allSatisfy({ $0.physicalAddress >= UInt64(stubAddress) + UInt64(stub.count) }) else {
            throw LabError("the kernel overlaps the boot stub at 0x\(String(stubAddress, radix: 16))")
        }

        var file = header(segmentCount: segments.count)
        var offset = pageSize
        for segment in segments {
            append(programHeaderOf: segment, at: offset, to: &file)
            offset += padded(segment.contents.count)
        }
        file.reserveCapacity(offset)
        pad(&file)
        for segment in segments {
            file.append(segment.contents)
            pad(&file)
        }
        return file
    }

    private static func header(segmentCount: Int) -> Data {
        var header = Data([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1] + Array(repeating: 0, count: 9))
        header.append(littleEndian: UInt16(2))  // an executable
        header.append(littleEndian: UInt16(3))  // for the 80386
        header.append(littleEndian: UInt32(1))
        header.append(littleEndian: stubAddress)
        header.append(littleEndian: UInt32(headerSize))
        header.append(littleEndian: UInt32(0))  // no section headers
        header.append(littleEndian: UInt32(0))
        header.append(littleEndian: UInt16(headerSize))
        header.append(littleEndian: UInt16(programHeaderSize))
        header.append(littleEndian: UInt16(segmentCount))
        for _ in 0..<3 { header.append(littleEndian: UInt16(0)) }
        return header
    }

    private static func append(programHeaderOf segment: KernelELF.Segment, at offset: Int, to file: inout Data) {
        let fields: [UInt32] = [
            1,  // to be loaded
            UInt32(offset),
            UInt32(segment.physicalAddress),
            UInt32(segment.physicalAddress),
            UInt32(segment.contents.count),
            UInt32(segment.memorySize),
            7,  // read, write, execute: paging is off
            UInt32(pageSize),
        ]
        for field in fields { file.append(littleEndian: field) }
    }

    private static func padded(_ size: Int) -> Int {
        (size + pageSize - 1) / pageSize * pageSize
    }

    private static func pad(_ file: inout Data) {
        file.append(Data(count: padded(file.count) - file.count))
    }
}

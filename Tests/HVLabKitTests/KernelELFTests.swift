// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import Testing

@testable import HVLabKit

@Suite("Kernel ELF and multiboot image")
struct KernelELFTests {
    /// An ELF64 file with one segment to load (a third of it zeros) and one of notes.
    private func file(withNote: Bool = true) -> Data {
        var notes = Data()
        for (type, name, value) in [(1, "GNU\0", 7), (18, "Xen\0", 0x100_0850)] where withNote || type != 18 {
            notes.append(littleEndian: UInt32(name.utf8.count))
            notes.append(littleEndian: UInt32(8))
            notes.append(littleEndian: UInt32(type))
            notes.append(contentsOf: name.utf8)
            notes.append(littleEndian: UInt64(value))
        }
        let contents = Data([1, 2, 3, 0, 4]) + Data(count: 20)

        var file = Data([0x7f, 0x45, 0x4c, 0x46, 2, 1]) + Data(count: 26)
        file.append(littleEndian: UInt64(64))  // program headers follow
        file += Data(count: 14)
        file.append(littleEndian: UInt16(56))
        file.append(littleEndian: UInt16(2))
        file += Data(count: 6)
        var offset = 64 + 2 * 56
        for (type, address, bytes) in [(1, 0x100_0000, contents), (4, 0x200_0000, notes)] {
            file.append(littleEndian: UInt32(type))
            file.append(littleEndian: UInt32(5))
            for number in [offset, 0x7777, address, bytes.count, bytes.count + 100, 4] {
                file.append(littleEndian: UInt64(number))
            }
            offset += bytes.count
        }
        return file + contents + notes
    }

    @Test("segments lose their trailing zeros and keep their size")
    func segments() throws {
        let elf = try KernelELF(file())
        #expect(
            elf.segments == [
                .init(physicalAddress: 0x100_0000, contents: Data([1, 2, 3, 0, 4]), memorySize: 125)
            ])
    }

    @Test("the PVH entry is found among other notes")
    func entry() throws {
        #expect(try KernelELF(file()).pvhEntry == 0x100_0850)
    }

    @Test("a kernel without PVH, a cut file and another file are refused")
    func refusals() {
        func problem(_ data: Data) -> String {
            do {
                _ = try KernelELF(data)
                return "none"
            } catch {
                return (error as? LabError)?.problem ?? "\(error)"
            }
        }
        #expect(problem(file(withNote: false)).contains("PVH"))
        #expect(problem(file().dropLast(1)).contains("program header 1"))
        #expect(problem(Data("not an ELF file at all".utf8)).contains("ELF64"))
    }

    @Test("the multiboot image has stub and kernel at their addresses")
    func multibootImage() throws {
        let image = try MultibootImage.make(stub: Data([0xeb, 0xfe]), kernel: try KernelELF(file()))
        let reader = ByteReader(image)
        #expect(reader.bytes(at: 0, count: 5).map(Array.init) == [0x7f, 0x45, 0x4c, 0x46, 1])
        #expect(reader.uint32(at: 24) == 0x20_0000)
        #expect(reader.uint16(at: 44) == 2)
        // The stub's header, then the kernel's.
        #expect(reader.uint32(at: 52 + 4) == 4096)
        #expect(reader.uint32(at: 52 + 12) == 0x20_0000)
        #expect(reader.uint32(at: 84 + 4) == 8192)
        #expect(reader.uint32(at: 84 + 12) == 0x100_0000)
        #expect(reader.uint32(at: 84 + 16) == 5)
        #expect(reader.uint32(at: 84 + 20) == 125)
        #expect(reader.bytes(at: 8192, count: 5).map(Array.init) == [1, 2, 3, 0, 4])
    }

    @Test("a kernel that covers the stub is refused")
    func overlap() throws {
        let kernel = try KernelELF(file())
        #expect(throws: LabError.self) {
            _ = try MultibootImage.make(stub: Data(count: 0x100_0000), kernel: kernel)
        }
    }
}

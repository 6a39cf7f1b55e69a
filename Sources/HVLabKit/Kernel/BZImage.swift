// SPDX-License-Identifier: GPL-2.0-only

import Foundation

/// A packaged kernel: a boot header, and in it the kernel proper as a compressed payload.
///
/// Linux: Documentation/x86/boot.rst, "The Real-Mode Kernel Header".
struct BZImage {
    enum Compression: Equatable, Sendable {
        case gzip, xz, zstd
    }

    let compression: Compression

    /// The payload, without the length that the build appends to it.
    let payload: Data

    /// The length that the payload decompresses to.
    let uncompressedSize: Int

    init(_ image: Data) throws {
        let reader = ByteReader(image)
        guard let magic = reader.bytes(at: 0x202, count: 4), magic.elementsEqual("HdrS".utf8),
            let version = reader.uint16(at: 0x206)
        else {
            throw LabError("not a Linux bzImage: the boot header has no \"HdrS\" at 0x202")
        }
        guard version >= 0x0208, let setupSectors = reader.uint8(at: 0x1f1),
            let payloadOffset = reader.uint32(at: 0x248), let payloadLength = reader.uint32(at: 0x24c)
        else {
            throw LabError("the bzImage's boot protocol is 0x\(String(version, radix: 16)); payloads came with 0x208")
        }

        // Zero means four, from the days of floppy disks.
        let setupSize = (Int(setupSectors == 0 ? 4 : setupSectors) + 1) * 512
        let start = setupSize + Int(payloadOffset)
        guard payloadLength > 8, var bytes = reader.bytes(at: start, count: Int(payloadLength)) else {
            throw LabError("the bzImage ends before its payload does: it is cut off")
        }
        guard let size = ByteReader(bytes).uint32(at: bytes.count - 4) else {
            throw LabError("the bzImage's payload has no length")
        }

        let magics: [(Compression, [UInt8])] = [
            (.gzip, [0x1f, 0x8b]), (.xz, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]), (.zstd, [0x28, 0xb5, 0x2f, 0xfd]),
        ]
        guard let found = magics.first(where: { bytes.starts(with: $0.1) }) else {
            throw LabError("the bzImage's payload is compressed with a method that the lab does not know")
        }
        compression = found.0
        // gzip ends with the length itself; for the others the build appends it, and their tools do not know it.
        if compression != .gzip { bytes = bytes.dropLast(4) }
        payload = bytes
        uncompressedSize = Int(size)
    }
}

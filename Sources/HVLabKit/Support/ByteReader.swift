// SPDX-License-Identifier: GPL-2.0-only

import Foundation

/// Little-endian numbers at offsets of a byte string; nil beyond its end.
struct ByteReader {
    private let data: Data

    init(_ data: Data) {
        self.data = data
    }

    var count: Int { data.count }

    func bytes(at offset: Int, count: Int) -> Data? {
        guard offset >= 0, count >= 0, offset <= data.count - count else { return nil }
        let start = data.startIndex + offset
        return data[start..<start + count]
    }

    func uint8(at offset: Int) -> UInt8? {
        number(at: offset)
    }

    func uint16(at offset: Int) -> UInt16? {
        number(at: offset)
    }

    func uint32(at offset: Int) -> UInt32? {
        number(at: offset)
    }

    func uint64(at offset: Int) -> UInt64? {
        number(at: offset)
    }

    private func number<T: FixedWidthInteger>(at offset: Int) -> T? {
        bytes(at: offset, count: MemoryLayout<T>.size)?.withUnsafeBytes {
            T(littleEndian: $0.loadUnaligned(as: T.self))
        }
    }
}

extension Data {
    /// Appends a number, little-endian.
    mutating func append<T: FixedWidthInteger>(littleEndian number: T) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }
}

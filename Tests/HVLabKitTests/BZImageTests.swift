// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import Testing

@testable import HVLabKit

@Suite("bzImage")
struct BZImageTests {
    private let payload: [UInt8] = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 1, 2, 3]

    /// Four setup sectors and the boot sector, then ten bytes, then the payload and its length.
    private func image(payload: [UInt8], version: UInt16 = 0x020f) -> Data {
        var image = Data(count: 5 * 512 + 10)
        image[0x1f1] = 4
        image.replaceSubrange(0x202..<0x206, with: Array("HdrS".utf8))
        image.replaceSubrange(0x206..<0x208, with: [UInt8(version & 0xff), UInt8(version >> 8)])
        image[0x248] = 10
        image[0x24c] = UInt8(payload.count + 4)
        image.append(contentsOf: payload)
        image.append(littleEndian: UInt32(0x1234))
        image.append(contentsOf: [0xee, 0xee])
        return image
    }

    private func problem(_ image: Data) -> String {
        do {
            _ = try BZImage(image)
            return "none"
        } catch {
            return (error as? LabError)?.problem ?? "\(error)"
        }
    }

    @Test("the payload is cut out without its length")
    func payloadIsFound() throws {
        let image = try BZImage(image(payload: payload))
        #expect(image.compression == .xz)
        #expect(Array(image.payload) == payload)
        #expect(image.uncompressedSize == 0x1234)
    }

    @Test("gzip keeps its own length")
    func gzip() throws {
        let image = try BZImage(image(payload: [0x1f, 0x8b, 0, 0, 0, 0]))
        #expect(image.compression == .gzip)
        #expect(image.payload.count == 10)
    }

    @Test("a slice of a larger file reads the same")
    func slice() throws {
        let whole = Data([9, 9, 9]) + image(payload: payload)
        #expect(Array(try BZImage(whole.dropFirst(3)).payload) == payload)
    }

    @Test("what is no bzImage is refused")
    func refusals() {
        #expect(problem(Data(count: 4096)).contains("HdrS"))
        #expect(problem(Data()).contains("HdrS"))
        #expect(problem(image(payload: payload, version: 0x0207)).contains("boot protocol is 0x207"))
        #expect(problem(image(payload: payload).dropLast(5)).contains("cut off"))
        #expect(problem(image(payload: [1, 2, 3, 4, 5, 6])).contains("does not know"))
    }
}

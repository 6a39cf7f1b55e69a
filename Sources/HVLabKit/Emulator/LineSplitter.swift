// SPDX-License-Identifier: GPL-2.0-only

/// Cuts a stream of bytes into lines; bytes that are not UTF-8 become replacement characters.
struct LineSplitter {
    private var pending: [UInt8] = []

    mutating func append(_ bytes: [UInt8], onLine: (String) -> Void) {
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                flush(onLine)
            } else if byte != UInt8(ascii: "\r") {
                pending.append(byte)
            }
        }
    }

    /// Hands over a last line that has no end.
    mutating func finish(onLine: (String) -> Void) {
        if !pending.isEmpty { flush(onLine) }
    }

    private mutating func flush(_ onLine: (String) -> Void) {
        onLine(String(decoding: pending, as: UTF8.self))
        pending.removeAll(keepingCapacity: true)
    }
}

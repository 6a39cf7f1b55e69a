// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Sixteen digits that change when a body does something else. They tell a reader of two manifests *that* it
/// changed; they are no defence against somebody who wants two bodies to look alike.
enum Fingerprint {
    /// Of the canonical text of a body.
    static func text(of body: [Statement]) -> String { text(of: CanonicalText(of: body).text) }

    /// FNV-1a with 64 bits: the same on every machine and in every process, as `Hasher` is not.
    static func text(of text: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte: UInt8 in text.utf8 {
            hash ^= UInt64(byte)
            hash = hash &* 0x100_0000_01b3
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

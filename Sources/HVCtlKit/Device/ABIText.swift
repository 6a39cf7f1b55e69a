// SPDX-License-Identifier: GPL-2.0-only

import HVCoreABI

/// Puts a text into an array of C characters, which stays NUL-terminated and
/// has no other bytes after the NUL; fails when it does not fit.
func store<Array>(_ text: String, in array: inout Array) -> Bool {
    withUnsafeMutableBytes(of: &array) { bytes in
        guard text.utf8.count < bytes.count, !text.utf8.contains(0) else { return false }
        for index in bytes.indices { bytes[index] = 0 }
        for (index, byte) in text.utf8.enumerated() { bytes[index] = byte }
        return true
    }
}

/// A profile's name, checked before the module has to.
func storeProfileName<Array>(_ name: String, in array: inout Array) throws(Failure) {
    let isPrintable = name.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    guard !name.isEmpty, isPrintable, store(name, in: &array) else {
        throw Failure(
            .usage,
            "'\(name)' cannot be the name of a profile: it has 1 to \(HVCORE_NAME_LEN - 1) printable ASCII characters",
            do: "'hvctl list' shows the names")
    }
}

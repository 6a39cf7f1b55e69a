// SPDX-License-Identifier: GPL-2.0-only

import Glibc

/// A module file that is not compressed, read without libkmod.
enum PlainModuleFile {
    /// The version that the module was built for; nil when the file does not say.
    ///
    /// The section `.modinfo` is a list of `key=value` with NULs between them;
    /// nothing else in a module begins with this key after a NUL.
    static func vermagic(in bytes: [UInt8]) -> String? {
        guard bytes.starts(with: [0x7F] + Array("ELF".utf8)) else { return nil }
        let key = [0] + Array("vermagic=".utf8)
        return bytes.withUnsafeBytes { file in
            key.withUnsafeBytes { key in
                guard let start = file.baseAddress,
                    let found = memmem(start, file.count, key.baseAddress!, key.count)
                else { return nil }
                let value = file[(UnsafeRawPointer(found) - start + key.count)...].prefix { $0 != 0 }
                return String(decoding: value, as: UTF8.self)
            }
        }
    }
}

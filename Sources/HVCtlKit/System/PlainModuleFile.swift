// SPDX-License-Identifier: GPL-2.0-only

/// A module file that is not compressed, read without libkmod.
enum PlainModuleFile {
    /// The version that the module was built for; nil when the file does not say.
    ///
    /// The section `.modinfo` is a list of `key=value` with NULs between them;
    /// nothing else in a module begins with this key after a NUL.
    static func vermagic(in bytes: [UInt8]) -> String? {
        guard bytes.starts(with: [0x7F] + Array("ELF".utf8)) else { return nil }
        let key = Array("vermagic=".utf8)
        return bytes.withUnsafeBufferPointer { file in
            var start = 0
            while let end = file[start...].firstIndex(of: 0) {
                let text = file[(end + 1)...]
                if text.starts(with: key) {
                    return String(decoding: text.dropFirst(key.count).prefix { $0 != 0 }, as: UTF8.self)
                }
                start = end + 1
            }
            return nil
        }
    }
}

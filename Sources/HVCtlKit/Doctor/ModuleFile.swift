// SPDX-License-Identifier: GPL-2.0-only

/// Where the module file of the running kernel is.
enum ModuleFile {
    /// Folders that take modules from outside the kernel, in depmod's order of preference.
    private static let folders: [String] = ["updates", "updates/dkms", "extra", "kernel/arch/x86/hvcore"]
    private static let endings: [String] = ["ko", "ko.xz", "ko.zst", "ko.gz"]

    /// The path of the first one found; nil when there is none.
    static func find(on system: any SystemInterface) -> String? {
        let root = "/lib/modules/\(system.kernel.release)"
        for folder in folders {
            for ending in endings {
                let path = "\(root)/\(folder)/hvcore.\(ending)"
                if system.exists(path) { return path }
            }
        }
        return listed(in: root, on: system)
    }

    /// The path in the list that depmod made, `updates/hvcore.ko: dependencies`.
    private static func listed(in root: String, on system: any SystemInterface) -> String? {
        guard let list = try? system.contents(of: root + "/modules.dep", limit: 1 << 24) else { return nil }
        for line in list.split(separator: UInt8(ascii: "\n")) {
            guard let path = line.split(separator: UInt8(ascii: ":"), maxSplits: 1).first else { continue }
            let name = path.split(separator: UInt8(ascii: "/")).last ?? []
            guard name.starts(with: "hvcore.ko".utf8) else { continue }
            let text = String(decoding: path, as: UTF8.self)
            return text.hasPrefix("/") ? text : "\(root)/\(text)"
        }
        return nil
    }
}

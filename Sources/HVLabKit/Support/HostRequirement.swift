// SPDX-License-Identifier: GPL-2.0-only

import SystemPackage

/// A file of a Debian package that the lab uses as data.
enum HostFile: String, CaseIterable, Sendable {
    case bios = "/usr/share/bochs/BIOS-bochs-latest"
    case videoBIOS = "/usr/share/vgabios/vgabios.bin"
    case isolinux = "/usr/lib/ISOLINUX/isolinux.bin"
    case ldlinux = "/usr/lib/syslinux/modules/bios/ldlinux.c32"
    case libcom32 = "/usr/lib/syslinux/modules/bios/libcom32.c32"
    case mboot = "/usr/lib/syslinux/modules/bios/mboot.c32"
    case busybox = "/bin/busybox"
    case keyring = "/usr/share/keyrings/debian-archive-keyring.gpg"

    /// The Debian package that brings it.
    var package: String {
        switch self {
        case .bios: "bochsbios"
        case .videoBIOS: "vgabios"
        case .isolinux: "isolinux"
        case .ldlinux, .libcom32, .mboot: "syslinux-common"
        case .busybox: "busybox-static"
        case .keyring: "debian-archive-keyring"
        }
    }

    var path: FilePath { FilePath(rawValue) }
}

/// What the lab needs of the machine that it runs on.
struct HostRequirement: Sendable {
    /// The command or the file.
    let name: String
    let package: String
    let isMet: Bool

    /// Everything, in a fixed order.
    static func all() -> [HostRequirement] {
        Tool.allCases.map { HostRequirement(name: $0.rawValue, package: $0.package, isMet: $0.find() != nil) }
            + HostFile.allCases.map {
                HostRequirement(name: $0.rawValue, package: $0.package, isMet: Files.exists($0.path))
            }
    }

    /// Names all that is missing at once, with the one command that mends it.
    static func check() throws {
        let missing = all().filter { !$0.isMet }
        guard !missing.isEmpty else { return }
        throw LabError(
            "not installed on this machine: \(missing.map(\.name).joined(separator: ", "))",
            remedy: "Run: \(installCommand(for: missing))")
    }

    static func installCommand(for requirements: [HostRequirement]) -> String {
        let packages = Set(requirements.map(\.package)).sorted()
        return "apt-get install --no-install-recommends \(packages.joined(separator: " "))"
    }
}

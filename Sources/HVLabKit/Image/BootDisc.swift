// SPDX-License-Identifier: GPL-2.0-only

import SystemPackage

/// The CD image that the emulated machine boots from.
struct BootDisc {
    let profile: BootProfile

    /// The multiboot image of profile `fast`, or the packaged vmlinuz of profile `stock`.
    let kernel: FilePath
    let initramfs: FilePath
    let commandLine: String

    /// Writes the disc.
    func build(at output: FilePath, workFolder: FilePath) async throws {
        let configuration = workFolder.appending("isolinux.cfg")
        try Files.write(loaderConfiguration, to: configuration)

        var files: [(place: String, file: FilePath)] = [
            ("isolinux/isolinux.bin", HostFile.isolinux.path),
            ("isolinux/isolinux.cfg", configuration),
            ("isolinux/ldlinux.c32", HostFile.ldlinux.path),
            ("kernel", kernel),
            ("initrd", initramfs),
        ]
        if profile == .fast {
            files.append(("isolinux/libcom32.c32", HostFile.libcom32.path))
            files.append(("isolinux/mboot.c32", HostFile.mboot.path))
        }
        try await Tool.xorriso.run(
            [
                "-as", "mkisofs", "-quiet", "-output", output.string, "-graft-points",
                "-eltorito-boot", "isolinux/isolinux.bin", "-eltorito-catalog", "isolinux/boot.cat",
                "-no-emul-boot", "-boot-load-size", "4", "-boot-info-table",
            ] + files.map { "\($0.place)=\($0.file)" })
    }

    /// syslinux's own format: one entry, started at once.
    var loaderConfiguration: String {
        let start =
            switch profile {
            case .fast: "kernel mboot.c32\n  append /kernel \(commandLine) --- /initrd"
            case .stock: "linux /kernel\n  initrd /initrd\n  append \(commandLine)"
            }
        return "default lab\nprompt 0\ntimeout 0\nlabel lab\n  \(start)\n"
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import SystemPackage

/// Builds the image that the profile `fast` starts: Debian's unmodified vmlinux behind the lab's boot stub.
///
/// Decompression is four fifths of a stock boot in the emulator, so it is done here, once.
struct FastBootKernel {
    let repository: Repository
    let kernel: StockKernel

    /// Returns the image, building it when the kernel or the stub changed.
    func build() async throws -> FilePath {
        let output = repository.images.appending("kernel-\(kernel.release).mb")
        let source = repository.lab.appending("boot/stub.S")
        let script = repository.lab.appending("boot/stub.lds")
        return try await FolderLock.withLock(on: repository.images) {
            let stamp = try BuildStamp(
                output: output, inputs: [kernel.vmlinuz, source, script], recipe: ["layout 1"])
            if stamp.isFresh { return output }

            let work = repository.images.appending("kernel-\(kernel.release)")
            try Files.createDirectory(work)
            defer { Files.remove(work) }
            let elf = try KernelELF(try await decompress(in: work))
            let stub = try await link(source, script, entry: elf.pvhEntry, in: work)
            try Files.write(try MultibootImage.make(stub: stub, kernel: elf), to: output)
            try stamp.record()
            return output
        }
    }

    private func decompress(in work: FilePath) async throws -> Data {
        let image = try BZImage(try Files.read(kernel.vmlinuz))
        let payload = work.appending("payload")
        let vmlinux = work.appending("vmlinux")
        try Files.write(image.payload, to: payload)
        let tool: Tool =
            switch image.compression {
            case .gzip: .gzip
            case .xz: .xz
            case .zstd: .zstd
            }
        try await tool.run(["-d", "-c", payload.string], writingTo: vmlinux)
        let data = try Files.read(vmlinux)
        guard data.count == image.uncompressedSize else {
            throw LabError(
                "\(kernel.vmlinuz) decompresses to \(data.count) bytes, but says \(image.uncompressedSize)",
                remedy: "Run: hvlab kernel \(kernel.series.rawValue) --refresh")
        }
        return data
    }

    private func link(
        _ source: FilePath, _ script: FilePath, entry: UInt32, in work: FilePath
    ) async throws -> Data {
        let object = work.appending("stub.o").string
        let linked = work.appending("stub.elf").string
        let flat = work.appending("stub.bin")
        try await Tool.gcc.run(["-m32", "-c", "-Wall", "-Werror", "-DPVH_ENTRY=\(entry)", source.string, "-o", object])
        try await Tool.ld.run([
            "-m", "elf_i386", "--fatal-warnings", "--no-warn-rwx-segments", "-T", script.string, object, "-o", linked,
        ])
        try await Tool.objcopy.run(["-O", "binary", linked, flat.string])
        return try Files.read(flat)
    }
}

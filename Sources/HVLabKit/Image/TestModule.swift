// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import SystemPackage

/// A kernel module that only tests use: a folder with a `Kbuild` in Tests/Lab/modules.
struct TestModule {
    let repository: Repository
    let kernel: StockKernel

    /// The folder's name and the module's.
    let name: String

    /// Returns the module, building it for the kernel when its sources or the shared headers changed.
    func build() async throws -> FilePath {
        let source = repository.lab.appending("modules/\(name)")
        guard Files.exists(source.appending("Kbuild")) else {
            throw LabError(
                "there is no \(source)/Kbuild", remedy: "A scenario names \(name) in its key `testmodules`.")
        }
        let folder = repository.images.appending("modules/\(kernel.release)/\(name)")
        let output = folder.appending("\(name).ko")
        let includeFolder = repository.root.appending("Generated/uapi")

        return try await FolderLock.withLock(on: folder) {
            let sources = Files.filesRecursively(in: source).map { source.appending($0) }
            let headers = Files.filesRecursively(in: includeFolder).map { includeFolder.appending($0) }
            let arguments = [
                "-C", kernel.buildDirectory.string, "M=\(folder)", "W=1", "CONFIG_DEBUG_INFO_BTF_MODULES=",
                "KCFLAGS=-Werror -I\(includeFolder)", "modules",
            ]
            let stamp = try BuildStamp(
                output: output, inputs: sources + headers + [kernel.buildDirectory.appending("Module.symvers")],
                recipe: arguments)
            if stamp.isFresh { return output }

            // Kbuild writes beside the sources, so it gets copies of them.
            for file in sources {
                try Files.write(try Files.read(file), to: folder.appending(file.lastComponent!.string))
            }
            try await Tool.make.run(arguments)
            guard Files.exists(output) else {
                throw LabError("\(source)/Kbuild does not make \(name).ko")
            }
            try stamp.record()
            return output
        }
    }
}

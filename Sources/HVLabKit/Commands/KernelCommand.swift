// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser
import Foundation

/// `hvlab kernel`.
struct KernelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kernel",
        abstract: "Downloads and extracts a stock kernel (once), and says where it is.",
        discussion: "To build a module for it: make -C KDIR M=FOLDER CONFIG_DEBUG_INFO_BTF_MODULES= modules")

    @Argument(help: "6.1 or 6.12.")
    var series: KernelSeries

    @Flag(help: "Ask the package archive again, and take a newer kernel when there is one.")
    var refresh = false

    @Flag(help: "Print one JSON document.")
    var json = false

    @OptionGroup var repository: RepositoryOption

    func run() async throws {
        try HostRequirement.check()
        let kernel = try await KernelStore(try repository.find()).kernel(
            series, refresh: refresh, progress: Console().note)
        let facts: KeyValuePairs = [
            "release": kernel.release,
            "version": kernel.packageVersion,
            "vmlinuz": kernel.vmlinuz.string,
            "modules": kernel.modulesDirectory.string,
            "kdir": kernel.buildDirectory.string,
        ]
        if json {
            let object = Dictionary(uniqueKeysWithValues: facts.map { ($0.key, $0.value) })
            print(String(decoding: try JSONEncoder.lab.encode(object), as: UTF8.self))
        } else {
            for (name, value) in facts { print("\(name) \(value)") }
        }
    }
}

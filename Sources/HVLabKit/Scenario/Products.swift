// SPDX-License-Identifier: GPL-2.0-only

import SystemPackage

/// Finds what this project builds for the guest.
struct Products {
    let repository: Repository
    let options: RunOptions

    /// The modules that do not come with the kernel.
    func externalModules(for metadata: ScenarioMetadata, kernel: StockKernel) throws -> [FilePath] {
        var modules = options.modules
        for module in modules where !Files.exists(module) {
            throw LabError("there is no module \(module)")
        }
        let isGiven = modules.contains { $0.lastComponent?.string == "hvcore.ko" }
        let isPoisoned = options.poison || metadata.needs.contains(.poisonedHVCore)
        let isNeeded = isPoisoned || metadata.needs.contains(.hvcore)
        if isNeeded && !isGiven {
            let farm = kernel.release + (isPoisoned ? "-poison" : "")
            let module = repository.root.appending(".build-kmod/\(farm)/kmod/hvcore.ko")
            let command = "make module KDIR=\(kernel.buildDirectory)" + (isPoisoned ? " POISON=1" : "")
            let remedy = "Build it with `\(command)`, or give --module PATH."
            guard Files.exists(module) else {
                throw LabError(
                    "the scenario needs hvcore.ko for \(kernel.release), and there is no \(module)", remedy: remedy)
            }
            // A run with yesterday's module would prove nothing of today's sources.
            if let source = newestModuleSource, Files.modificationTime(source) > Files.modificationTime(module) {
                throw LabError("\(module) is older than \(source)", remedy: remedy)
            }
            modules.append(module)
        }
        return modules
    }

    /// The source of hvcore.ko that was changed last.
    private var newestModuleSource: FilePath? {
        let kinds: Set<String> = ["c", "h", "S"]
        var sources: [FilePath] = []
        for name: String in ["kmod", "Generated"] {
            let folder: FilePath = repository.root.appending(name)
            sources += Files.filesRecursively(in: folder).map { folder.appending($0) }
        }
        return sources.filter { kinds.contains($0.extension ?? "") || $0.stem == "Kbuild" }
            .max { Files.modificationTime($0) < Files.modificationTime($1) }
    }

    /// hvctl, if the scenario needs it or one is given.
    func hvctl(for metadata: ScenarioMetadata) throws -> HostProgram? {
        if let given = options.hvctl {
            guard Files.exists(given) else { throw LabError("there is no \(given)") }
            return HostProgram(path: given)
        }
        guard metadata.needs.contains(.hvctl) else { return nil }
        // The newest: whoever has just built one means that one.
        let places = [".build-static/release", ".build-static/debug", ".build/release", ".build/debug"]
        let found = places.map { repository.root.appending("\($0)/hvctl") }
            .filter(Files.exists)
            .max { Files.modificationTime($0) < Files.modificationTime($1) }
        guard let found else {
            throw LabError(
                "the scenario needs hvctl, and there is none in \(places.joined(separator: ", "))",
                remedy: "Build it with `make hvctl`, or give --hvctl PATH.")
        }
        return HostProgram(path: found)
    }
}

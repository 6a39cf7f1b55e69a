// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import SystemPackage

/// The kernel modules of an image: those asked for and all that they need, laid out as modprobe and libkmod want it.
struct ModuleTree {
    let kernel: StockKernel

    /// Modules of the stock kernel, by name (`kvm-intel` or `kvm_intel`).
    var stockModules: [String] = []

    /// Modules from elsewhere, such as hvcore.ko.
    var externalModules: [FilePath] = []

    /// Whether functions of the stock modules can be traced.
    ///
    /// Preparing for it is seven eighths of the time that kvm.ko takes to load: ftrace looks up every function in
    /// the module's symbol table. Without it each function begins with a call of an empty one.
    var keepsTracing = true

    /// Writes `lib/modules/RELEASE` with its indexes into a folder.
    ///
    /// - Parameter folder: emptied first.
    func build(in folder: FilePath) async throws {
        let tree = folder.appending("lib/modules/\(kernel.release)")
        Files.remove(folder)
        try Files.createDirectory(tree.appending("extra"))

        for path in try requiredPaths() {
            let source = kernel.modulesDirectory.appending(path)
            let target = tree.appending(Self.withoutCompressionSuffix(path))
            try Files.createDirectory(target.removingLastComponent())
            switch source.extension {
            case "xz": try await Tool.xz.run(["-d", "-c", source.string], writingTo: target)
            case "zst": try await Tool.zstd.run(["-q", "-d", "-c", source.string], writingTo: target)
            default: try Files.write(try Files.read(source), to: target)
            }
            if !keepsTracing {
                try await Tool.objcopy.run(
                    ["--remove-section=__mcount_loc", "--remove-section=.rela__mcount_loc", target.string])
            }
        }
        for module in externalModules {
            try await checkRelease(of: module)
            let target = tree.appending("extra").appending(module.lastComponent!.string)
            // Debug information is ten times the module, and the guest has to read all of it.
            try await Tool.strip.run(["--strip-debug", module.string, "-o", target.string])
        }

        for index in ["modules.order", "modules.builtin", "modules.builtin.modinfo"] {
            try Files.write(try Files.read(kernel.modulesDirectory.appending(index)), to: tree.appending(index))
        }
        try await Tool.depmod.run(["--basedir", folder.string, kernel.release])
    }

    /// A module of another kernel would only be refused in the guest, with a message that is easily missed.
    private func checkRelease(of module: FilePath) async throws {
        let magic = try await Tool.modinfo.run(["--field", "vermagic", module.string])
        guard let release = magic.split(separator: " ").first, release == kernel.release else {
            throw LabError(
                "\(module) was built for \(magic.split(separator: " ").first ?? "an unknown kernel"), "
                    + "but this run boots \(kernel.release)",
                remedy: "Build it with KDIR=\(kernel.buildDirectory).")
        }
    }

    /// The files of the stock modules and of all that they depend on, relative to the modules folder.
    private func requiredPaths() throws -> [String] {
        let dependencies = Self.parseDependencies(
            try Files.readText(kernel.modulesDirectory.appending("modules.dep")))
        let builtIn = try Files.readText(kernel.modulesDirectory.appending("modules.builtin"))
            .split(separator: "\n").map { Self.moduleName(String($0)) }
        let pathByName = Dictionary(
            dependencies.keys.map { (Self.moduleName($0), $0) }, uniquingKeysWith: { first, _ in first })

        var paths: Set<String> = []
        for name in stockModules {
            let normalized = name.replacing("-", with: "_")
            if let path = pathByName[normalized] {
                paths.insert(path)
                paths.formUnion(dependencies[path] ?? [])
            } else if !builtIn.contains(normalized) {
                throw LabError("the kernel \(kernel.release) has no module \(name)")
            }
        }
        return paths.sorted()
    }

    /// Reads modules.dep: `PATH: PATH…`, where the right side is already complete.
    static func parseDependencies(_ text: String) -> [String: [String]] {
        var dependencies: [String: [String]] = [:]
        for line in text.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            dependencies[String(line[..<colon])] =
                line[line.index(after: colon)...].split(separator: " ").map(String.init)
        }
        return dependencies
    }

    /// `kvm_intel` for `kernel/arch/x86/kvm/kvm-intel.ko.xz`.
    static func moduleName(_ path: String) -> String {
        let file = path.split(separator: "/").last ?? ""
        return String(file.prefix { $0 != "." }).replacing("-", with: "_")
    }

    private static func withoutCompressionSuffix(_ path: String) -> String {
        guard let range = path.range(of: ".ko") else { return path }
        return String(path[..<range.upperBound])
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import SystemPackage

/// The Debian packages that make up a kernel and what is needed to build modules for it.
struct KernelPackages: Sendable {
    /// As `uname -r` prints it.
    let release: String

    /// The version that all of them have.
    let version: String

    /// The packages to extract: the image, and the headers unless the machine has them.
    let names: [String]

    /// The machine's own headers, when they fit.
    let installedBuildDirectory: FilePath?

    let archive: PackageArchive

    /// Chooses the kernel of a series.
    ///
    /// For the machine's own series it is the one whose headers are installed, so that modules built with them
    /// load into it; else what the archive would install.
    static func find(_ series: KernelSeries, workFolder: FilePath) async throws -> KernelPackages {
        guard !series.isBackport else {
            let archive = try await PackageArchive.backports(in: workFolder)
            return try await candidate(series, in: archive)
        }
        if let installed = try await installedHeaders(series),
            try await PackageArchive.machine.candidateVersion(of: "linux-image-\(installed.release)") != nil
        {
            return KernelPackages(
                release: installed.release, version: installed.version,
                names: ["linux-image-\(installed.release)"],
                installedBuildDirectory: FilePath("/usr/src/linux-headers-\(installed.release)"),
                archive: .machine)
        }
        return try await candidate(series, in: .machine)
    }

    private static func installedHeaders(
        _ series: KernelSeries
    ) async throws -> (release: String, version: String)? {
        let text = try await Tool.dpkgQuery.run([
            "--show", "--showformat=${db:Status-Status} ${Package} ${Version}\n", "linux-headers*",
        ])
        var found: [(release: String, version: String)] = []
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 3, words[0] == "installed" else { continue }
            let release = String(words[1].dropFirst("linux-headers-".count))
            guard release.hasPrefix(series.rawValue + "."), release.hasSuffix("-amd64"),
                Files.exists(FilePath("/usr/src/linux-headers-\(release)/Makefile"))
            else { continue }
            found.append((release, words[2]))
        }
        return found.max { abiNumber($0.release) < abiNumber($1.release) }
    }

    /// NN of `6.1.0-NN-amd64`.
    private static func abiNumber(_ release: String) -> Int {
        let parts = release.split(separator: "-")
        return parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    }

    private static func candidate(_ series: KernelSeries, in archive: PackageArchive) async throws -> KernelPackages {
        let metaPackage = "linux-headers-amd64"
        let headers = try await archive.dependencies(of: metaPackage)
            .first { $0.hasPrefix("linux-headers-\(series.rawValue).") }
        guard let headers, let version = try await archive.candidateVersion(of: headers) else {
            throw LabError(
                "the package archive has no kernel \(series.rawValue): \(metaPackage) is of another series",
                remedy: "Run apt-get update; the lab is made for Debian 12 (bookworm) and its backports.")
        }
        let release = String(headers.dropFirst("linux-headers-".count))
        let helpers = try await archive.dependencies(of: headers).filter {
            $0.hasPrefix("linux-kbuild-") || ($0.hasPrefix("linux-headers-") && $0.hasSuffix("-common"))
        }
        return KernelPackages(
            release: release, version: version, names: ["linux-image-\(release)", headers] + helpers,
            installedBuildDirectory: nil, archive: archive)
    }
}

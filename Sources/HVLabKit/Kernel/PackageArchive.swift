// SPDX-License-Identifier: GPL-2.0-only

import SystemPackage

/// apt, either as the machine has it or with a private configuration for a suite that the machine does not use.
///
/// Only questions and downloads: nothing is ever installed.
struct PackageArchive: Sendable {
    /// Options that every call of apt gets.
    private let options: [String]

    /// The machine's own configuration and package lists.
    ///
    /// `_apt`, the user that apt downloads as, cannot write into a checkout below /root: no sandbox.
    static let machine = PackageArchive(options: ["-o", "APT::Sandbox::User=root"])

    /// Bookworm's backports, with lists and cache of their own in `folder`.
    static func backports(in folder: FilePath) async throws -> PackageArchive {
        let codename = "bookworm"
        let mirror = try machineMirror(for: codename)
        for name in ["lists/partial", "cache/archives/partial"] {
            try Files.createDirectory(folder.appending(name))
        }
        let sources = folder.appending("sources.list")
        try Files.write(
            "deb [signed-by=\(HostFile.keyring.rawValue)] \(mirror) \(codename)-backports main\n", to: sources)
        let status = folder.appending("status")
        try Files.write("", to: status)

        let settings = [
            "Dir::Etc::sourcelist=\(sources)",
            "Dir::Etc::sourceparts=/dev/null",
            "Dir::State=\(folder)",
            "Dir::State::lists=\(folder.appending("lists"))",
            "Dir::State::status=\(status)",
            "Dir::Cache=\(folder.appending("cache"))",
            "APT::Sandbox::User=root",
        ]
        let archive = PackageArchive(options: settings.flatMap { ["-o", $0] })
        try await Tool.aptGet.run(archive.options + ["--quiet", "--quiet", "update"])
        return archive
    }

    private static func machineMirror(for suite: String) throws -> String {
        let folder = FilePath("/etc/apt")
        let parts = folder.appending("sources.list.d")
        var entries: [AptSources.Entry] = []
        for file in [folder.appending("sources.list")] + Files.entries(of: parts).map({ parts.appending($0) }) {
            guard Files.exists(file) else { continue }
            switch file.extension {
            case "list": entries += AptSources.parseOneLine(try Files.readText(file))
            case "sources": entries += AptSources.parseDeb822(try Files.readText(file))
            default: continue
            }
        }
        guard let mirror = AptSources.mirror(for: suite, in: entries) else {
            throw LabError(
                "no package source in /etc/apt has the suite \(suite) with the component main",
                remedy: "The lab takes its kernels from the Debian mirror that this machine uses.")
        }
        return mirror
    }

    /// The packages that a package depends on, alternatives included, in the order of its control file.
    func dependencies(of package: String) async throws -> [String] {
        let text = try await Tool.aptCache.run(options + ["depends", package])
        return text.split(separator: "\n").compactMap { line in
            guard let range = line.firstRange(of: "Depends: "), !line.contains("PreDepends") else { return nil }
            return String(line[range.upperBound...])
        }
    }

    /// The version that would be installed, or nil when the archive does not have the package.
    func candidateVersion(of package: String) async throws -> String? {
        let text = try await Tool.aptCache.run(options + ["policy", package])
        for line in text.split(separator: "\n") {
            if let range = line.firstRange(of: "Candidate: ") {
                let version = String(line[range.upperBound...])
                return version == "(none)" ? nil : version
            }
        }
        return nil
    }

    /// Downloads a package into a folder and returns the file.
    func download(_ package: String, version: String, to folder: FilePath) async throws -> FilePath {
        try Files.createDirectory(folder)
        try await Tool.aptGet.run(
            options + ["--quiet", "--quiet", "download", "\(package)=\(version)"], in: folder)
        guard let name = Files.entries(of: folder).first(where: { $0.hasPrefix(package + "_") }) else {
            throw LabError("apt-get downloaded \(package) \(version), but no file of it is in \(folder)")
        }
        return folder.appending(name)
    }
}

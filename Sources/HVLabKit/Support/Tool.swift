// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import Subprocess
import SystemPackage

/// A program that the lab calls, by the name of its command.
enum Tool: String, CaseIterable, Sendable {
    case aptCache = "apt-cache"
    case aptGet = "apt-get"
    case bochs
    case depmod
    case dpkgDeb = "dpkg-deb"
    case dpkgQuery = "dpkg-query"
    case gcc
    case gzip
    case ld
    case ldd
    case make
    case modinfo
    case objcopy
    case strip
    case xorriso
    case xz
    case zstd

    /// The Debian package that brings it.
    var package: String {
        switch self {
        case .aptCache, .aptGet: "apt"
        case .bochs: "bochs"
        case .depmod, .modinfo: "kmod"
        case .dpkgDeb, .dpkgQuery: "dpkg"
        case .gcc: "gcc"
        case .gzip: "gzip"
        case .ld, .objcopy, .strip: "binutils"
        case .ldd: "libc-bin"
        case .make: "make"
        case .xorriso: "xorriso"
        case .xz: "xz-utils"
        case .zstd: "zstd"
        }
    }

    /// Where it is; `depmod` and friends are in folders that a user's `PATH` need not have.
    func find() -> FilePath? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders = path.split(separator: ":").map(String.init) + ["/usr/sbin", "/usr/bin", "/sbin", "/bin"]
        return folders.map { FilePath($0).appending(rawValue) }
            .first { FileManager.default.isExecutableFile(atPath: $0.string) }
    }

    func locate() throws -> FilePath {
        guard let found = find() else {
            throw LabError(
                "the program \(rawValue) is not installed", remedy: "Run: apt-get install \(package)")
        }
        return found
    }

    /// Runs it to its end and returns what it printed.
    ///
    /// - Throws: an error with the command line and the last lines of its standard error, when it fails.
    @discardableResult
    func run(_ arguments: [String], in folder: FilePath? = nil) async throws -> String {
        let result = try await Subprocess.run(
            .path(try locate()), arguments: Arguments(arguments), environment: Self.environment,
            workingDirectory: folder, output: .string(limit: 16 << 20), error: .string(limit: 16 << 20))
        guard result.terminationStatus.isSuccess else {
            throw failure(arguments, result.terminationStatus, result.standardError)
        }
        return result.standardOutput
    }

    /// Runs it to its end with its standard output in a file.
    func run(_ arguments: [String], writingTo output: FilePath) async throws {
        let descriptor = try FileDescriptor.open(
            output, .writeOnly, options: [.create, .truncate, .closeOnExec],
            permissions: [.ownerReadWrite, .groupRead, .otherRead])
        let result = try await Subprocess.run(
            .path(try locate()), arguments: Arguments(arguments), environment: Self.environment,
            output: .fileDescriptor(descriptor, closeAfterSpawningProcess: true), error: .string(limit: 16 << 20))
        guard result.terminationStatus.isSuccess else {
            throw failure(arguments, result.terminationStatus, result.standardError)
        }
    }

    /// Messages in English, since some are read by the lab.
    static let environment: Environment = .inherit.updating(["LC_ALL": "C.UTF-8"])

    private func failure(_ arguments: [String], _ status: TerminationStatus, _ message: String) -> LabError {
        let tail = message.split(separator: "\n").suffix(20).joined(separator: "\n  ")
        return LabError("`\(([rawValue] + arguments).joined(separator: " "))` failed (\(status)):\n  \(tail)")
    }
}

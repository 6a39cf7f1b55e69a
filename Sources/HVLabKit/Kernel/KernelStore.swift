// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import SystemPackage

/// The kernels that were downloaded and extracted, one folder a series.
public struct KernelStore: Sendable {
    private let folder: FilePath

    public init(_ repository: Repository) {
        folder = repository.kernels
    }

    /// What is remembered of a kernel, so that later runs need neither apt nor network.
    private struct Record: Codable {
        var release: String
        var packageVersion: String
        var buildDirectory: String
    }

    /// The kernel of a series: from the cache when it is there, else downloaded and extracted.
    ///
    /// - Parameter refresh: ask apt again, and take a newer kernel when there is one.
    public func kernel(
        _ series: KernelSeries, refresh: Bool = false, progress: @Sendable (String) -> Void = { _ in }
    ) async throws -> StockKernel {
        let seriesFolder = folder.appending(series.rawValue)
        return try await FolderLock.withLock(on: seriesFolder) {
            if !refresh, let known = cached(series, in: seriesFolder) { return known }
            progress("looking for Debian's kernel \(series.rawValue)")
            let packages = try await KernelPackages.find(series, workFolder: seriesFolder.appending("apt"))
            if let known = cached(series, in: seriesFolder), known.packageVersion == packages.version,
                known.release == packages.release
            {
                return known
            }
            return try await fetch(series, packages, into: seriesFolder, progress: progress)
        }
    }

    private func cached(_ series: KernelSeries, in folder: FilePath) -> StockKernel? {
        guard let data = try? Files.read(folder.appending("kernel.json")),
            let record = try? JSONDecoder().decode(Record.self, from: data)
        else { return nil }
        let kernel = kernel(series, record, in: folder)
        // The headers of the machine may have been upgraded away since.
        guard Files.exists(kernel.vmlinuz), Files.exists(kernel.buildDirectory.appending("Makefile")) else {
            return nil
        }
        return kernel
    }

    private func kernel(_ series: KernelSeries, _ record: Record, in folder: FilePath) -> StockKernel {
        StockKernel(
            series: series, release: record.release, packageVersion: record.packageVersion,
            root: folder.appending("root"), buildDirectory: FilePath(record.buildDirectory))
    }

    private func fetch(
        _ series: KernelSeries, _ packages: KernelPackages, into folder: FilePath,
        progress: @Sendable (String) -> Void
    ) async throws -> StockKernel {
        let root = folder.appending("root")
        let downloads = folder.appending("packages")
        Files.remove(folder.appending("kernel.json"))
        Files.remove(root)
        Files.remove(downloads)
        try Files.createDirectory(root)

        for package in packages.names {
            progress("downloading \(package) \(packages.version)")
            let file = try await packages.archive.download(package, version: packages.version, to: downloads)
            try await Tool.dpkgDeb.run(["--extract", file.string, root.string])
        }
        // The package leaves this to its installation; loading a module needs it.
        try await Tool.depmod.run(["--basedir", root.string, packages.release])

        let buildDirectory: FilePath
        if let installed = packages.installedBuildDirectory {
            buildDirectory = installed
        } else {
            buildDirectory = try ExtractedHeaders.relocate(root: root, release: packages.release)
        }
        let record = Record(
            release: packages.release, packageVersion: packages.version, buildDirectory: buildDirectory.string)
        try Files.write(try JSONEncoder().encode(record), to: folder.appending("kernel.json"))
        return kernel(series, record, in: folder)
    }
}

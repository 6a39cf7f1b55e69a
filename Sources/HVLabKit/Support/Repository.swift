// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import SystemPackage

/// Where things are in a checkout: what the lab reads, and the one folder that it writes.
public struct Repository: Sendable {
    /// The checkout's top folder.
    public let root: FilePath

    public init(root: FilePath) {
        self.root = root
    }

    /// Finds the checkout that the current folder is in.
    public static func find() throws -> Repository {
        let start = FilePath(FileManager.default.currentDirectoryPath)
        var folder = start
        while true {
            if Files.isDirectory(folder.appending("Tests/Lab")) && Files.exists(folder.appending("Package.swift")) {
                return Repository(root: folder)
            }
            guard folder.removeLastComponent() else {
                throw LabError(
                    "\(start) is not in a checkout of hvcore (no folder Tests/Lab in it or above it)",
                    remedy: "Run hvlab inside the checkout, or give --repository FOLDER.")
            }
        }
    }

    /// Stubs, agent, scenarios and their support.
    var lab: FilePath { root.appending("Tests/Lab") }

    /// One `NAME.sh` a scenario.
    var scenarios: FilePath { lab.appending("scenarios") }

    /// C programs that scenarios name.
    var programs: FilePath { lab.appending("programs") }

    /// What the lab makes: caches, images, logs. Git ignores it.
    var buildFolder: FilePath { root.appending(".build-lab") }

    /// Kernel packages, downloaded and extracted.
    var kernels: FilePath { buildFolder.appending("kernels") }

    /// What is built once and used by many runs.
    var images: FilePath { buildFolder.appending("images") }

    /// One folder a run.
    var logs: FilePath { buildFolder.appending("logs") }
}

// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser
import SystemPackage

/// `--repository`, which all commands have.
struct RepositoryOption: ParsableArguments {
    @Option(help: "The checkout to work in; default: the one around the current folder.")
    var repository: String?

    func find() throws -> Repository {
        guard let repository else { return try Repository.find() }
        return Repository(root: AbsolutePath.of(repository))
    }
}

extension KernelSeries: ExpressibleByArgument {}
extension BootProfile: ExpressibleByArgument {}

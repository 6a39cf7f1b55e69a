// SPDX-License-Identifier: GPL-2.0-only

import SystemPackage

/// A stock Debian kernel, extracted from its packages and never installed.
public struct StockKernel: Sendable, Equatable {
    public let series: KernelSeries

    /// As `uname -r` prints it.
    public let release: String

    /// The Debian version of its packages.
    public let packageVersion: String

    /// The folder that its packages were extracted to.
    public let root: FilePath

    /// The folder to build external modules against: `make -C KDIR M=…`.
    public let buildDirectory: FilePath

    /// The bzImage.
    public var vmlinuz: FilePath { root.appending("boot/vmlinuz-\(release)") }

    /// The folder `lib/modules/RELEASE`.
    public var modulesDirectory: FilePath { root.appending("lib/modules/\(release)") }
}

// SPDX-License-Identifier: GPL-2.0-only

import SystemPackage

/// What the command line says that overrides a scenario's own wishes.
public struct RunOptions: Sendable {
    public var model: String?
    public var cpus: Int?
    public var kernel: KernelSeries?
    public var profile: BootProfile?
    public var timeout: Int?
    public var modules: [FilePath] = []
    public var hvctl: FilePath?

    /// Whether hvcore.ko is the poison build, see kmod/poison.h.
    public var poison = false

    /// Added to the kernel's command line, after the scenario's.
    public var commandLine: [String] = []

    /// Whether disc and initramfs stay in the log folder.
    public var keepsImages = false

    public init() {}

    func applied(to metadata: ScenarioMetadata) -> ScenarioMetadata {
        var result = metadata
        if let model { result.model = model }
        if let cpus { result.cpus = cpus }
        if let kernel { result.kernel = kernel }
        if let profile { result.profile = profile }
        if let timeout { result.timeout = timeout }
        result.commandLine += commandLine
        return result
    }
}

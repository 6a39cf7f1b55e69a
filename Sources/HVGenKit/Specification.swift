// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Everything that hvgen is given: a description of VT-x, of hypervisors and of the ABI.
public struct Specification: Sendable {
    public let architecture: ArchitectureDescription
    public let hypervisors: [HypervisorDescription]
    /// The ABI between the module and user space; a package that only adds hypervisors leaves it out.
    public let abi: ABIDescription?
    /// The folder below the package that each Swift module's sources lie in, for messages and headers.
    public let sourceFolders: [String: String]
    /// The module whose folder holds the hypervisors.
    public let hypervisorModule: String
    /// The folder below the package that holds the examples of the rules, for whoever keeps the rules: hvgen makes
    /// their pages of it. A package that only adds hypervisors leaves it out.
    public let ruleFolder: String?

    public init(
        architecture: ArchitectureDescription, hypervisors: [HypervisorDescription], abi: ABIDescription? = nil,
        sourceFolders: [String: String] = [:], hypervisorModule: String = "Hypervisors",
        ruleFolder: String? = nil
    ) {
        self.architecture = architecture
        self.hypervisors = hypervisors
        self.abi = abi
        self.sourceFolders = sourceFolders
        self.hypervisorModule = hypervisorModule
        self.ruleFolder = ruleFolder
    }

    /// The folder of a module below the package.
    func folder(of module: String) -> String { sourceFolders[module] ?? "Sources/\(module)" }

    /// `Module/File.swift` as a path below the package. A `#fileID` has no folders in it, so
    /// the file is looked for below the module's folder when the package is at hand.
    func path(ofFileID fileID: String, in files: SourceIndex) -> String {
        let parts: [Substring] = fileID.split(separator: "/", maxSplits: 1)
        guard parts.count == 2 else { return fileID }
        return files.path(of: String(parts[1]), below: folder(of: String(parts[0])))
    }
}

/// What gives ``HVGenCommand`` its specification.
public protocol SpecificationProvider {
    static var specification: Specification { get }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Prints a resolved model as the C and the assembly of the kernel module.
public struct KernelEmitter {
    public let model: ResolvedModel
    /// The path below the package of the file that a module's file ID names.
    public let path: (String) -> String
    /// The folder of the hypervisors' specs below the package.
    public let specFolder: String

    public init(model: ResolvedModel, specFolder: String, path: @escaping (String) -> String) {
        self.model = model
        self.specFolder = specFolder
        self.path = path
    }

    /// Every file, in the order of its path.
    public var files: [OutputFile] {
        let architecture: ArchitectureDescription = model.architecture
        var all: [OutputFile] = []
        all += FieldFiles(architecture: architecture).files
        all += ControlWordFile(architecture: architecture).files
        all += ControlFiles(architecture: architecture).files
        all += ExitReasonFiles(architecture: architecture).files
        all += MSRFiles(architecture: architecture).files
        all += LinuxAssertFile(architecture: architecture).files
        all += HeaderFiles(architecture: architecture).files
        all += EntryCheckFiles(architecture: architecture).files
        all += DispositionFile(model: model).files
        for hypervisor: ResolvedHypervisor in model.hypervisors {
            let source: String = path(hypervisor.description.location.fileID)
            all += HypervisorFiles(model: model, hypervisor: hypervisor, source: source).files
        }
        all += ModelFiles(model: model, source: specFolder).files
        all.append(ModelFiles.kbuild(for: all, source: specFolder))
        return all.sorted { $0.path < $1.path }
    }
}

// What readers of object code have to know.
extension KernelEmitter {
    /// What the handler of a hypervisor is called in C.
    public static func handlerName(_ owner: String, _ reason: ExitReason) -> String {
        HypervisorFiles.functionName(owner, reason)
    }

    /// Bytes that the declared state of a vcpu takes.
    public static func stateSize(of hypervisor: HypervisorDescription) -> Int {
        StateLayout(hypervisor.states).size(of: .vcpu)
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser

struct LoadCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Load the kernel module.",
        usage: "hvctl load [PATH] [PARAM=VALUE ...]",
        discussion: "Without a path, the module that is installed for the running kernel is taken.")

    @Argument(help: "The module file, then its parameters.")
    var arguments: [String] = []

    func run(in context: Context) throws(Failure) -> ToolStatus {
        let request = try Request(arguments)
        guard !context.system.exists("/sys/module/hvcore") else {
            throw Failure(.refused, "load: hvcore is in the kernel already", do: "unload it first with 'hvctl unload'")
        }
        let release = context.system.kernel.release
        guard let path = request.path ?? ModuleFile.find(on: context.system) else {
            throw Failure(
                .noDevice, "load: there is no hvcore.ko below /lib/modules/\(release)",
                do: "'make install' in the source tree, or name the file: 'hvctl load PATH'")
        }
        do {
            try context.system.insertModule(path, parameters: request.parameters.joined(separator: " "))
        } catch {
            throw Self.failure(path, release, error)
        }
        context.console.report("loaded \(path)")
        return .success
    }

    /// The positional arguments, told apart.
    struct Request: Equatable {
        let path: String?
        let parameters: [String]

        init(_ arguments: [String]) throws(Failure) {
            let hasPath = arguments.first.map { !$0.contains("=") || $0.hasPrefix("/") || $0.hasPrefix(".") } ?? false
            path = hasPath ? arguments.first : nil
            parameters = Array(arguments.dropFirst(hasPath ? 1 : 0))
            for parameter in parameters {
                let name = parameter.utf8.prefix { $0 != UInt8(ascii: "=") }
                let isName =
                    !name.isEmpty
                    && name.allSatisfy {
                        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_")
                    }
                guard isName, name.count < parameter.utf8.count, !parameter.contains(" ") else {
                    throw Failure(
                        .usage, "load: '\(parameter)' is not a parameter",
                        do: "write NAME=VALUE without blanks; 'modinfo -p hvcore.ko' lists the names")
                }
            }
        }
    }

    private static func failure(_ path: String, _ release: String, _ error: SystemError) -> Failure {
        let problem = "load: \(path): \(error.reason)"
        switch error.number {
        case ErrorNumber.exists:
            return Failure(.refused, problem, do: "unload it first with 'hvctl unload'")
        case ErrorNumber.badFormat:
            return Failure(
                .refused, problem + ": it was not built for \(release)",
                do: "build it again: 'make KDIR=/lib/modules/\(release)/build'")
        case ErrorNumber.keyRejected, ErrorNumber.noKey:
            return Failure(
                .refused, problem + ": the kernel takes modules only with a signature that it knows",
                do: "sign the module with a key that is enrolled (mokutil), or turn off Secure Boot")
        case ErrorNumber.notFound:
            return Failure(
                .noDevice, problem,
                details: ["or it uses a symbol or parameter that the kernel does not have: 'dmesg' says so"])
        case ErrorNumber.invalid:
            return Failure(.refused, problem, do: "look for a parameter that the module refused: 'dmesg' says which")
        case ErrorNumber.notImplemented:
            return Failure(
                .refused, problem + ": the kernel was built without modules",
                do: "boot a kernel with CONFIG_MODULES, such as Debian's")
        case ErrorNumber.noDevice, ErrorNumber.notSupported, ErrorNumber.busy:
            return Failure(
                .refused, problem, do: "'hvctl doctor' says what this machine lacks, 'dmesg' what the module found")
        case _ where error.isPermission:
            return Failure(
                .noPermission, problem,
                do: "run hvctl as root, with CAP_SYS_MODULE, on a kernel that is not locked down")
        default:
            return Failure(.systemError, problem, do: "look into the kernel log: 'dmesg'")
        }
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser

struct UnloadCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "unload", abstract: "Unload the kernel module; refused while a profile is started.")

    func run(in context: Context) throws(Failure) -> ToolStatus {
        do {
            try context.system.removeModule("hvcore")
            return .success
        } catch {
            throw Self.failure(error)
        }
    }

    private static func failure(_ error: SystemError) -> Failure {
        let problem = "unload: \(error.reason)"
        switch error.number {
        case ErrorNumber.again, ErrorNumber.busy:
            return Failure(
                .refused, problem + ": the module is in use",
                do: "stop the profile with 'hvctl stop', and end the programs that have \(HVCoreDevice.path) open")
        case _ where error.isAbsence:
            return Failure(.noDevice, problem + ": hvcore is not in the kernel")
        case ErrorNumber.notImplemented:
            return Failure(.noDevice, problem + ": the kernel was built without modules")
        case _ where error.isPermission:
            return Failure(.noPermission, problem, do: "run hvctl as root, with CAP_SYS_MODULE")
        default:
            return Failure(.systemError, problem, do: "look into the kernel log: 'dmesg'")
        }
    }
}

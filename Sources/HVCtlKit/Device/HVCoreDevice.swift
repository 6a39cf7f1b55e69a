// SPDX-License-Identifier: GPL-2.0-only

import HVCoreABI
import HVCoreInterface

/// The module's device, as values instead of structures and error numbers.
struct HVCoreDevice {
    static let path = "/dev/hvcore"

    let file: any DeviceFile

    /// Opens the device and makes sure that both sides speak the same version.
    static func open(on system: any SystemInterface) throws(Failure) -> HVCoreDevice {
        let device: HVCoreDevice
        do {
            device = HVCoreDevice(file: try system.open(path))
        } catch {
            throw openFailure(error)
        }
        let version = try device.call(.apiVersion)
        guard version == HVCORE_API_VERSION else {
            throw Failure(
                .versionMismatch,
                "the module speaks version \(version) of the interface, this hvctl version \(HVCORE_API_VERSION)",
                do: sameBuild)
        }
        return device
    }

    /// What helps when the two sides are not of the same time.
    static let sameBuild = "use the hvctl that was built with the module, or load the module that belongs to this hvctl"

    private static func openFailure(_ error: SystemError) -> Failure {
        if error.isPermission {
            return Failure(.noPermission, error.text, do: "run hvctl as root: the device needs CAP_SYS_ADMIN")
        }
        if error.isAbsence {
            return Failure(
                .noDevice, "\(error.text): the module is not loaded",
                do: "load it with 'hvctl load'; 'hvctl doctor' says whether this machine can run it")
        }
        return Failure(.systemError, error.text)
    }

    /// An ioctl without a structure; its result.
    func call(_ request: HVCoreRequest, value: UInt32 = 0) throws(Failure) -> Int32 {
        do {
            return try file.control(request.rawValue, value: value)
        } catch {
            throw Self.failure(of: request, error)
        }
    }

    /// An ioctl with a structure, whose error number is for the caller to judge.
    ///
    /// It is called again when a signal came in between, unless that would run a
    /// vcpu twice: then EINTR is an answer.
    func exchange<Argument>(_ request: HVCoreRequest, _ argument: inout Argument) -> SystemError? {
        withUnsafeMutablePointer(to: &argument) { pointer -> SystemError? in
            while true {
                do throws(SystemError) {
                    _ = try file.control(request.rawValue, UnsafeMutableRawPointer(pointer))
                    return nil
                } catch {
                    if error.number != ErrorNumber.interrupted || request == .guestRun { return error }
                }
            }
        }
    }

    /// What an error number says that no caller has a better word for.
    static func failure(of request: HVCoreRequest, _ error: SystemError) -> Failure {
        let problem = "the module's \(request) call failed: \(error.reason)"
        switch error.number {
        case ErrorNumber.unknownRequest, ErrorNumber.tooBig:
            return Failure(.versionMismatch, problem + ": the module does not know it", do: sameBuild)
        case _ where error.isPermission:
            return Failure(.noPermission, problem, do: "run hvctl as root, with CAP_SYS_ADMIN")
        default:
            return Failure(.systemError, problem, do: "look into the kernel log: 'dmesg'")
        }
    }

    /// Whether the module has an extension.
    func has(_ wanted: HVCoreExtension) throws(Failure) -> Bool {
        try call(.checkExtension, value: wanted.rawValue) > 0
    }
}

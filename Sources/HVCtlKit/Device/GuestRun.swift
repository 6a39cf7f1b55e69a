// SPDX-License-Identifier: GPL-2.0-only

import HVCoreABI
import HVCoreInterface

/// How a vcpu ended.
struct GuestRun: Hashable {
    /// By the processor's numbers.
    let registers: [UInt64]
    let instructionPointer: UInt64
    /// Why it left for user space, by `enum hvcore_user_reason`.
    let userReason: UInt32
    /// Of the last VM exit.
    let exitReason: UInt32
    let exits: UInt64
    /// Why it was ended before it left by itself; nil when it left.
    let interruption: String?

    /// The word for the reason; nil when this hvctl does not know it.
    var userReasonName: String? { HVCoreUserReason(rawValue: userReason)?.text }
}

extension HVCoreDevice {
    /// Runs code in a vcpu of a guest-mode profile.
    func run(_ name: String, code: [UInt8], maxExits: UInt32) throws(Failure) -> GuestRun {
        var code = code
        var argument = hvcore_guest_run()
        argument.size = UInt32(MemoryLayout<hvcore_guest_run>.size)
        argument.code_size = UInt32(code.count)
        argument.max_exits = maxExits
        try storeProfileName(name, in: &argument.name)
        let error = try withAddress(of: &code) { (address) throws(Failure) in
            argument.code = address
            return exchange(.guestRun, &argument)
        }
        var interruption: String?
        if let error {
            switch error.number {
            case ErrorNumber.timeout: interruption = "it had \(argument.exits) VM exits, as many as --max-exits allows"
            case ErrorNumber.interrupted: interruption = "a signal came"
            default: throw Self.guestFailure(name, error)
            }
        }
        return GuestRun(
            registers: withUnsafeBytes(of: &argument.regs) { Array($0.bindMemory(to: UInt64.self)) },
            instructionPointer: argument.rip, userReason: argument.user_reason, exitReason: argument.exit_reason,
            exits: argument.exits, interruption: interruption)
    }

    private static func guestFailure(_ name: String, _ error: SystemError) -> Failure {
        switch error.number {
        case ErrorNumber.notFound: Failure(.refused, "guest-run: there is no guest-mode profile '\(name)'")
        case ErrorNumber.busy:
            Failure(
                .refused, "guest-run: a profile is started, another vcpu runs, or KVM is loaded",
                do: "'hvctl status' and 'hvctl doctor' say which")
        case ErrorNumber.notSupported:
            Failure(
                .refused, "guest-run: the module refused the profile '\(name)' on this machine",
                do: "look into the kernel log for the reason: 'dmesg'")
        case _ where error.isPermission:
            Failure(
                .noPermission,
                "guest-run: \(error.reason)",
                do: "load the module with test_profiles=1, on a kernel that is not locked down")
        default: failure(of: .guestRun, error)
        }
    }
}

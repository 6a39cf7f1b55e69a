// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// The ioctls. A number is never given to another request.
enum Requests {
    static let all: [ABIRequest] = [
        ABIRequest(
            "API_VERSION", number: 0x00, argument: .none(value: nil), "ask for the version of this interface",
            result: "HVCORE_API_VERSION of the module", failures: []),
        ABIRequest(
            "CHECK_EXTENSION", number: 0x01, argument: .none(value: "an enum hvcore_extension"),
            "ask whether the module can do something", result: "1 if it can; 0 if not, or if it never heard of it",
            failures: []),
        ABIRequest(
            "PROFILE_INFO", number: 0x02, argument: .readAndWritten(LifeCycle.profileInfo), "describe a profile",
            failures: [.init("ENOENT", "the index is past the last profile"), fault, invalid]),
        ABIRequest(
            "START", number: 0x03, argument: .readAndWritten(LifeCycle.start),
            "start a profile; it runs until it is stopped, also when the file is closed",
            failures: [
                .init("ENOENT", "no profile has the name"), .init("EINVAL", "the profile is one of guest mode"),
                .init("EBUSY", "a profile is started already, or a vcpu runs"),
                .init("any other", "the start was refused, and everything is as it was: the refusal says why"),
                fault, invalid,
            ]),
        ABIRequest(
            "STOP", number: 0x04, argument: .read(LifeCycle.stop), "stop the profile",
            failures: [.init("ENOENT", "none is started"), fault, invalid]),
        ABIRequest(
            "STATUS", number: 0x05, argument: .readAndWritten(LifeCycle.status), "say what the module is doing",
            failures: [fault, invalid]),
        ABIRequest(
            "STATS", number: 0x06, argument: .readAndWritten(Statistics.stats), "read the statistics",
            failures: [
                .init("ENOENT", "no profile is started"), .init("ENOSPC", "there is not enough room"),
                .init("ENXIO", "the CPU is not there or not online"), fault, invalid,
            ]),
        ABIRequest(
            "CAPS", number: 0x07, argument: .readAndWritten(Capabilities.caps), "read the VMX capability MSRs of a CPU",
            failures: [
                .init("ENOSPC", "there is not enough room"), .init("ENXIO", "the CPU is not there or not online"),
                .init("EOPNOTSUPP", "the CPU has no VT-x"), fault, invalid,
            ]),
        ABIRequest(
            "GUEST_RUN", number: 0x08, argument: .readAndWritten(GuestRun.guestRun), "run a vcpu, for tests",
            failures: [
                .init("EPERM", "the module was not loaded with test_profiles=1, or the kernel is locked down"),
                .init("ENOENT", "no guest-mode profile has the name"),
                .init("EBUSY", "a profile is started, another vcpu runs, or KVM is loaded"),
                .init("EOPNOTSUPP", "the machine or the profile was refused; the kernel log says why"),
                .init("ETIME", "max_exits was reached; the structure says where"),
                .init("EINTR", "a signal came; the structure says where"),
                .init("EIO", "the vcpu ended by itself; the kernel log says why"), fault, invalid,
            ]),
        ABIRequest(
            "FAILURE", number: 0x09, argument: .readAndWritten(Failures.failure),
            "say why the last VM entry that failed did",
            failures: [.init("ENOSPC", "there is not enough room"), fault, invalid]),
        ABIRequest(
            "DUMP", number: 0x0a, argument: .readAndWritten(Failures.dump),
            "read the raw state of the last VM entry that failed",
            failures: [
                .init("EPERM", "the module was not loaded with raw_dumps=1, or the kernel is locked down"),
                .init("ENOENT", "no VM entry failed"), .init("ENOSPC", "there is not enough room"), fault, invalid,
            ]),
    ]

    private static let fault = ABIRequest.Failure("EFAULT", "an address is not the caller's")
    private static let invalid = ABIRequest.Failure(
        "EINVAL", "flags or padding are not zero, or a value is out of its bounds")
}

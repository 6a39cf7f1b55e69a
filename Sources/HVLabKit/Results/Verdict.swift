// SPDX-License-Identifier: GPL-2.0-only

/// How a scenario's run ended.
public enum Verdict: String, CaseIterable, Sendable, Codable {
    /// Every planned test ran and passed or was skipped, and the kernel had nothing to complain of.
    case passed

    /// The guest went down after ``leave`` of ktap.sh (reboot, power-off, another kernel): every planned test ran and
    /// passed, and then no processor was in VMX operation.
    case left

    /// A test failed, or the script ended with an error.
    case failed

    /// What came is not the KTAP that was planned: no plan, too few tests, wrong numbers.
    case malformed

    /// The tests are done, but the kernel's log has a warning, an oops or a stall.
    case complaint

    /// The guest's kernel panicked or triple-faulted.
    case panicked

    /// The time was up.
    case timeout

    /// The emulator ended without a reason that lies in the guest.
    case died

    /// What a run that was not expected to end so means for the caller.
    var exitStatus: ExitStatus {
        switch self {
        case .passed, .left, .failed, .malformed, .complaint, .panicked: .testFailed
        case .timeout, .died: .timeoutOrEmulatorDied
        }
    }
}

// SPDX-License-Identifier: GPL-2.0-only

/// What `hvlab` tells its caller.
public enum ExitStatus: Int32, Sendable {
    /// Every scenario did what it was expected to do.
    case success = 0

    /// A test failed, the kernel complained or panicked, or the results were malformed.
    case testFailed = 1

    /// The lab could not be set up, or was called wrongly.
    case setUpError = 2

    /// A scenario ran out of time, or the emulator died under it.
    case timeoutOrEmulatorDied = 3
}

// SPDX-License-Identifier: GPL-2.0-only

/// A line of Debian kernels that the project is built for and tested on.
public enum KernelSeries: String, CaseIterable, Sendable, Codable {
    /// Bookworm's own kernel.
    case bookworm = "6.1"

    /// The kernel of bookworm-backports, which is trixie's.
    case backports = "6.12"

    /// Whether it is in another suite than the machine's own.
    var isBackport: Bool {
        self == .backports
    }
}

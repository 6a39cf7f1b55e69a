// SPDX-License-Identifier: GPL-2.0-only

/// How the guest's kernel is started.
public enum BootProfile: String, CaseIterable, Sendable, Codable {
    /// Decompressed on the host and entered through PVH, with everything off that costs time and is not under test.
    case fast

    /// The packaged vmlinuz through its own decompressor, with KASLR, page-table isolation and all mitigations.
    case stock
}

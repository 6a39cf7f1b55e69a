// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// The assembly of all stubs of one hypervisor, and what it costs.
public struct StubProgram: Sendable {
    /// Instructions and labels between `HV_EXIT_ENTRY_BEGIN` and `HV_EXIT_ENTRY_SLOW`, which it falls into.
    public let lines: [String]
    /// The likely way of each stub, in the order of the comparisons.
    public let pathLengths: [StubPath]
    /// Every way through each stub, in the same order.
    public let costs: [StubCost]
}

/// The likely way through a stub, from the exit to VMRESUME: no rare branch is taken.
public struct StubPath: Hashable, Sendable {
    public let reason: ExitReason
    /// Instructions in root mode, VMRESUME included.
    public let instructions: Int
    public let fieldReads: Int
    public let fieldWrites: Int
    /// RDMSR and WRMSR.
    public let msrAccesses: Int
    /// Guest registers that are stored in the vcpu.
    public let registersSaved: Int
}

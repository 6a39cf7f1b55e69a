// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// The assembly between the arrival of an exit and its handler, with all stubs of
/// one hypervisor, and what it costs.
public struct StubProgram: Sendable {
    /// What stands between `HV_EXIT_ENTRY_BEGIN` and `HV_EXIT_ENTRY_SLOW`.
    public let lines: [String]
    /// The register that has the exit reason where `HV_EXIT_ENTRY_SLOW` begins; the guest's value is in its slot.
    public let reasonRegister: Register
    /// The likely way of each stub, in the order of the exit reasons.
    public let pathLengths: [StubPath]
    /// Every way through each stub, in the same order.
    public let costs: [StubCost]
    /// The way into the C of every other handler, in the order of the exit reasons.
    public let calls: [CallPath]

    /// Instructions on every way before the first comparison: a register is freed and takes the exit reason.
    public static let arrival: Int = 3
}

/// The likely way through a stub, from the exit to VMRESUME: no rare branch is taken.
public struct StubPath: Hashable, Sendable {
    public let reason: ExitReason
    /// Instructions in root mode, VMRESUME included.
    public let instructions: Int
    /// Those of them that compare the exit reason.
    public let dispatch: Int
    public let fieldReads: Int
    public let fieldWrites: Int
    /// RDMSR and WRMSR.
    public let msrAccesses: Int
    /// Guest registers that are stored in the vcpu.
    public let registersSaved: Int
}

/// The way into a handler that is C.
public struct CallPath: Hashable, Sendable {
    public let reason: ExitReason
    public let call: HandlerCall
    /// Instructions that compare the exit reason; nil where the C dispatch does that.
    public let dispatch: Int?
    /// Conditional jumps among them.
    public let comparisons: Int?
    /// Guest registers that are stored in the vcpu before C runs.
    public var registersSaved: Int { call.registersSaved }
}

// SPDX-License-Identifier: GPL-2.0-only

/// What the manual lets a processor do when a check of VM entry fails.
///
/// SDM volume 3, chapter "VM Entries", and volume 2 and 3, "Conventions" of the VMX instructions.
public enum EntryOutcome: Hashable, Sendable {
    /// VMLAUNCH or VMRESUME faults with this vector.
    case fault(vector: UInt8)
    /// RFLAGS.CF is 1, and there is no error number.
    case failInvalid
    /// RFLAGS.ZF is 1, and the VM-instruction error field has the number.
    case failValid(error: UInt32)
    /// The host's state is loaded, with exit reason 33 and this qualification.
    case guestStateFailure(qualification: UInt64)
    /// The host's state is loaded, with exit reason 34 and the number of the entry, from 1, as qualification.
    case msrLoadFailure
    /// The host's state is loaded, with exit reason 41.
    case machineCheckFailure
    /// The processor need not look.
    case enters
}

extension EntryOutcome: CustomStringConvertible {
    public var description: String {
        switch self {
        case .fault(let vector): "fault with vector \(vector)"
        case .failInvalid: "VMfailInvalid"
        case .failValid(let error): "VMfailValid with error \(error)"
        case .guestStateFailure(let qualification): "exit reason 33 with qualification \(qualification)"
        case .msrLoadFailure: "exit reason 34 with the number of the entry as qualification"
        case .machineCheckFailure: "exit reason 41"
        case .enters: "VM entry goes on"
        }
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import Interpreter
import VMXModel

/// What a text says of one VMCS. What it does not say is unknown.
public struct VMCSDump: Sendable {
    /// How the VM entry ended, as the text reports it.
    public enum Failure: Hashable, Sendable {
        /// VMfailValid with this VM-instruction error.
        case instructionError(UInt32)
        /// The basic exit reason of an entry that failed, and the exit qualification where it is known.
        case exit(reason: UInt32, qualification: UInt64?)
        /// The last exit, which was not a failed entry: this entry failed with VMfail, or did not fail.
        case unreported(lastExit: UInt32)
    }

    public enum Format: String, Sendable {
        case kvm
        case snapshot
        case list
    }

    public let format: Format
    /// Where it begins in the text, from 1.
    public let line: Int
    public internal(set) var fields: [VMCSField: Value] = [:]
    /// Only those that the text itself has.
    public internal(set) var capabilities: [CapabilityMSR: Value] = [:]
    public internal(set) var machine: [MachineValue: Value] = [:]
    /// The first entries of the area; an entry's value is nil where it is not known.
    public internal(set) var msrLoadArea: [(index: UInt32, value: UInt64?)] = []
    public internal(set) var failure: Failure?
    /// What was left out of account, as sentences.
    public internal(set) var notes: [String] = []

    init(_ format: Format, line: Int) {
        self.format = format
        self.line = line
    }

    /// The value of a field by its symbol, where it is known.
    public func value(of symbol: String) -> UInt64? { fields.first { $0.key.symbol == symbol }?.value.knownBits }

    /// The VM entry that the exit reason says has failed; nil when it says nothing of one.
    var failedEntry: Failure? {
        guard let reason = value(of: "VM_EXIT_REASON"), reason & Self.entryFailed != 0 else { return nil }
        return .exit(reason: UInt32(reason & 0xffff), qualification: value(of: "EXIT_QUALIFICATION"))
    }

    /// Bit 31 of an exit reason.
    static let entryFailed: UInt64 = 1 << 31
}

// SPDX-License-Identifier: GPL-2.0-only

/// A value that a check of VM entry looks at and that neither the VMCS nor a capability MSR has. It may be unknown:
/// a dump, for example, has no memory beside it.
///
/// Handlers and set-ups cannot have one (HV017): what they want of the processor they read by an instruction.
public struct MachineValue: Hashable, Sendable {
    /// Where a processor has the value, so that a program that runs on it can get it.
    public enum Source: Hashable, Sendable {
        /// A bit of CPUID.
        case cpuid(CPUIDFeature)
        /// The processor itself when it executes VMLAUNCH or VMRESUME.
        case processor
        /// The bits of an MSR that WRMSR takes as 1 on this processor.
        case writableBits(of: ModelSpecificRegister)
        /// Memory at an address that a field has.
        case memory(Memory)
        /// The entry of the VM-entry MSR-load area that is being looked at, this many bytes from its start; nil when it
        /// is not in the entry itself.
        case msrLoadEntry(offset: Int?)
    }

    /// A place in memory that a field points to.
    public struct Memory: Hashable, Sendable {
        public let address: VMCSField
        /// The bits of the field that make the address.
        public let addressMask: UInt64
        /// In bytes, from the address.
        public let offset: Int

        public init(address: VMCSField, addressMask: UInt64, offset: Int) {
            self.address = address
            self.addressMask = addressMask
            self.offset = offset
        }
    }

    /// In kebab-case, for example `in-smm`; unlike that of any other.
    public let name: String
    /// What it is, for people, as part of a sentence.
    public let summary: String
    public let type: ValueType
    public let source: Source
    /// Bits that are 1, and bits that are 0, on every processor.
    public let alwaysOne: UInt64
    public let alwaysZero: UInt64

    public init(
        _ name: String, _ summary: String, _ type: ValueType, _ source: Source, alwaysOne: UInt64 = 0,
        alwaysZero: UInt64 = 0
    ) {
        precondition(alwaysOne & alwaysZero == 0, "\(name): a bit is both 1 and 0")
        self.name = name
        self.summary = summary
        self.type = type
        self.source = source
        self.alwaysOne = alwaysOne
        self.alwaysZero = alwaysZero
    }

    public static func == (left: MachineValue, right: MachineValue) -> Bool { left.name == right.name }
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

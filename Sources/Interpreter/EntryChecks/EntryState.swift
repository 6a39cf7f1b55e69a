// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// What is known when VM entry is to be checked: a dump, a snapshot, what a hypervisor will write.
///
/// Whatever is not set is unknown, and so may be single bits of what is.
public struct EntryState: Hashable, Sendable {
    public var fields: [VMCSField: Value]
    public var capabilities: [CapabilityMSR: Value]
    public var machine: [MachineValue: Value]
    /// The entries of the VM-entry MSR-load area from the first on, each with its own machine values. There may be
    /// fewer than the count in the VMCS: the rest is unknown.
    public var msrLoadEntries: [[MachineValue: Value]]

    public init(
        fields: [VMCSField: Value] = [:], capabilities: [CapabilityMSR: Value] = [:],
        machine: [MachineValue: Value] = [:], msrLoadEntries: [[MachineValue: Value]] = []
    ) {
        self.fields = fields
        self.capabilities = capabilities
        self.machine = machine
        self.msrLoadEntries = msrLoadEntries
    }
}

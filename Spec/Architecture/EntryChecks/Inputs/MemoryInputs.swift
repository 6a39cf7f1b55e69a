// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// What VM entry reads from memory for its checks.
public struct MemoryInputs: Sendable {
    /// SDM volume 3, "Virtualized APIC Registers": the task-priority register at offset 80H of the virtual-APIC page.
    public let vtpr: MachineInput<UInt8> = MachineInput(
        "vtpr", "byte 0 of the virtual task-priority register (VTPR) on the virtual-APIC page",
        .memory(
            MachineValue.Memory(
                address: vmcs.control.virtualAPICAddress.declaration, addressMask: 0xffff_ffff_ffff_f000, offset: 0x80))
    )
    /// SDM volume 3, table "Format of the VMCS Region".
    public let linkedRevision: MachineInput<UInt32> = MachineInput(
        "linked-revision", "the first 4 bytes of the VMCS region that the VMCS link pointer refers to",
        .memory(
            MachineValue.Memory(
                address: vmcs.guest.vmcsLinkPointer.declaration, addressMask: 0xffff_ffff_ffff_f000, offset: 0)))
    /// SDM volume 3, "PDPTE Registers": CR3 has the address in bits 31:5.
    public let pdptes: [MachineInput<UInt64>] = (0..<4).map { (index: Int) -> MachineInput<UInt64> in
        MachineInput(
            "memory-pdpte\(index)", "page-directory-pointer-table entry \(index) in memory, where guest CR3 says",
            .memory(
                MachineValue.Memory(
                    address: vmcs.guest.cr3.declaration, addressMask: 0xffff_ffe0, offset: 8 * index)))
    }
    public let msrLoadEntry: MSRLoadEntryInputs = MSRLoadEntryInputs()
}

/// An entry of the VM-entry MSR-load area.
///
/// SDM volume 3, table "Format of an MSR Entry".
public struct MSRLoadEntryInputs: Sendable {
    public let index: MachineInput<UInt32> = MachineInput(
        "msr-load-index", "bits 31:0 of the entry: the number of the MSR", .msrLoadEntry(offset: 0))
    public let reserved: MachineInput<UInt32> = MachineInput(
        "msr-load-reserved", "bits 63:32 of the entry", .msrLoadEntry(offset: 4))
    public let data: MachineInput<UInt64> = MachineInput(
        "msr-load-data", "bits 127:64 of the entry: the value", .msrLoadEntry(offset: 8))
    public let isModelSpecific: MachineInput<Bool> = MachineInput(
        "msr-load-refused", "whether this model of processor refuses to load the MSR on VM entry",
        .msrLoadEntry(offset: nil))
    public let wouldFault: MachineInput<Bool> = MachineInput(
        "msr-load-faults", "whether WRMSR of the value to the MSR at CPL 0 faults", .msrLoadEntry(offset: nil))
}

// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

// The guest's memory at its own linear addresses, through its own page tables. The functions are in
// kmod/guest_access.c.

/// What an access came to, and what #PF tells if it faulted.
public struct MemoryOutcome: Sendable {
    let outcome: Variable<UInt8>
    let errorCode: Variable<UInt32>
    let address: Variable<UInt64>

    /// - Parameter name: unlike any other in the handler.
    public init(_ name: String) {
        outcome = Variable(name + "Outcome")
        errorCode = Variable(name + "ErrorCode")
        address = Variable(name + "FaultAddress")
    }

    var results: [Local] { [outcome.local, errorCode.local, address.local] }
}

/// As `HV_MEMORY_` in kmod/runtime.h.
private enum Outcome {
    static let done: UInt8 = 0
    static let pageFault: UInt8 = 1
}

/// Who accesses memory: the instruction, at the guest's CPL, or the processor itself, for a descriptor.
public enum Accessor: Sendable {
    case instruction
    case processor

    var isImplicit: Expression { .constant(self == .processor ? 1 : 0, .bool) }
}

/// Reads 1 to 8 bytes, and ends the path where the guest would have faulted.
@HandlerBuilder
public func readMemory(
    _ linear: some Readable<UInt64>, size: some Readable<UInt8>, _ value: Variable<UInt64>, by accessor: Accessor,
    _ result: MemoryOutcome
) -> [Statement] {
    Call(
        Natives.readGuestMemory, [linear.expression, size.expression, accessor.isImplicit],
        results: [value.local] + result.results)
    endIfFaulted(result)
}

/// Writes 1 to 8 bytes, all or none, and ends the path where the guest would have faulted.
@HandlerBuilder
public func writeMemory(
    _ linear: some Readable<UInt64>, size: some Readable<UInt8>, _ value: some Readable<UInt64>,
    by accessor: Accessor, _ result: MemoryOutcome
) -> [Statement] {
    Call(
        Natives.writeGuestMemory, [linear.expression, size.expression, value.expression, accessor.isImplicit],
        results: result.results)
    endIfFaulted(result)
}

/// Ends the path where the guest could not write 1 to 15 bytes.
@HandlerBuilder
public func probeWrite(
    _ linear: some Readable<UInt64>, size: some Readable<UInt8>, _ result: MemoryOutcome
) -> [Statement] {
    Call(Natives.probeGuestMemory, [linear.expression, size.expression], results: result.results)
    endIfFaulted(result)
}

@HandlerBuilder
private func endIfFaulted(_ result: MemoryOutcome) -> [Statement] {
    endIfPageFault(result)
    // Not canonical, or no RAM: where root mode cannot go, the guest gets what an address beyond memory gets.
    If(result.outcome != Outcome.done) {
        Inject(.generalProtection(0))
    }
}

@HandlerBuilder
private func endIfPageFault(_ result: MemoryOutcome) -> [Statement] {
    If(result.outcome == Outcome.pageFault) {
        writeCR2(result.address)
        Inject(.pageFault(errorCode: result.errorCode & 0x3f))
    }
}

/// The linear address of the memory operand of an instruction with instruction information; ends the path where
/// the segment refuses the access.
///
/// SDM volume 3, "VM-Exit Instruction-Information Field"; with a RIP-relative operand the displacement is the sum.
@HandlerBuilder
func findOperand(
    size: some Readable<UInt8>, isWrite: Bool, _ linear: Variable<UInt64>
) -> [Statement] {
    let offset = Variable<UInt64>("offset")
    let index = Variable<UInt64>("index")
    let vector = Variable<UInt8>("segmentFault")
    offset <- vmcs.exit.qualification
    If(!operand(\.baseIsInvalid)) {
        offset <- offset + guest.register(numbered: operand(\.base))
    }
    If(!operand(\.indexIsInvalid)) {
        index <- guest.register(numbered: operand(\.index))
        Switch(operand(\.scaling)) {
            Case(0) {}
            Case(1) { index <- index << 1 }
            Case(2) { index <- index << 2 }
            Default { index <- index << 3 }
        }
        offset <- offset + index
    }
    Switch(operand(\.addressSize)) {
        Case(0) { offset <- offset & 0xffff }
        Case(1) { offset <- offset & 0xffff_ffff }
        Default {}
    }
    Call(
        Natives.findLinearAddress,
        [
            operand(\.segment).expression, offset.expression, size.expression, .constant(isWrite ? 1 : 0, .bool),
        ], results: [linear.local, vector.local])
    If(vector == Vector.stackFault) {
        Inject(.stackFault(0))
    }
    If(vector != 0) {
        Inject(.generalProtection(0))
    }
}

/// Every instruction with a memory operand has these bits at the same places.
private func operand<Value: Word>(_ path: KeyPath<MemoryOperandInformation, BitField<Value>>) -> Expr<Value> {
    vmcs.exit.instructionInformation.bits(MemoryOperandInformation()[keyPath: path])
}

/// What the prefixes of the instruction say: the sizes of its operand and of an address, 2, 4 or 8 bytes, and the
/// segment of an operand in DS, numbered as in the instruction information.
func findPrefixes(operandSize: Variable<UInt8>, addressSize: Variable<UInt8>, segment: Variable<UInt8>) -> Step {
    Call(Natives.findPrefixes, results: [operandSize.local, addressSize.local, segment.local])
}

/// Ends the path where the guest could not read the byte at `offset` in the segment of an instruction's operand in
/// DS. Where there is no memory at the address, as for a device, it goes on.
@HandlerBuilder
func probeReadInDS(_ offset: Variable<UInt64>, _ result: MemoryOutcome) -> [Statement] {
    let operandSize = Variable<UInt8>("operandSize")
    let addressSize = Variable<UInt8>("addressSize")
    let segment = Variable<UInt8>("segment")
    let linear = Variable<UInt64>("linear")
    let vector = Variable<UInt8>("segmentFault")
    let value = Variable<UInt64>("probed")
    findPrefixes(operandSize: operandSize, addressSize: addressSize, segment: segment)
    Switch(addressSize) {
        Case(2) { offset <- offset & 0xffff }
        Case(4) { offset <- offset & 0xffff_ffff }
        Default {}
    }
    Call(
        Natives.findLinearAddress,
        [segment.expression, offset.expression, .constant(1, .u8), .constant(0, .bool)],
        results: [linear.local, vector.local])
    If(vector == Vector.stackFault) {
        Inject(.stackFault(0))
    }
    If(vector != 0) {
        Inject(.generalProtection(0))
    }
    Call(
        Natives.readGuestMemory, [linear.expression, .constant(1, .u8), Accessor.instruction.isImplicit],
        results: [value.local] + result.results)
    endIfPageFault(result)
}

/// Forgets the translations of one linear address, as INVLPG does.
public func flushGuestAddress(_ linear: some Readable<UInt64>) -> Step {
    Call(Natives.flushGuestAddress, [linear.expression])
}

extension Natives {
    private static let fault: [Local] = [
        Local("outcome", .u8), Local("errorCode", .u32), Local("address", .u64),
    ]
    /// What decides about the guest's paging, and its CPL.
    private static let paging: [VMCSField] = [
        vmcs.guest.cr0.declaration, vmcs.guest.cr3.declaration, vmcs.guest.cr4.declaration,
        vmcs.guest.rflags.declaration, vmcs.guest.pdpte0.declaration, vmcs.guest.pdpte1.declaration,
        vmcs.guest.pdpte2.declaration, vmcs.guest.pdpte3.declaration, vmcs.guest.ssAccessRights.declaration,
    ]
    private static let memory = Native.Effects(
        readsFields: paging, readsFieldsThatExist: [vmcs.guest.ia32Efer.declaration], readsMSRs: true,
        touchesMemory: true)
    private static let instruction = Native.Effects(
        readsFields: paging + [
            vmcs.guest.rip.declaration, vmcs.guest.csAccessRights.declaration, vmcs.guest.csBase.declaration,
        ],
        readsFieldsThatExist: [vmcs.guest.ia32Efer.declaration], readsMSRs: true, touchesMemory: true)
    private static let segments = Native.Effects(readsFields: [
        vmcs.guest.cr4.declaration,
        vmcs.guest.esBase.declaration, vmcs.guest.esLimit.declaration, vmcs.guest.esAccessRights.declaration,
        vmcs.guest.csBase.declaration, vmcs.guest.csLimit.declaration, vmcs.guest.csAccessRights.declaration,
        vmcs.guest.ssBase.declaration, vmcs.guest.ssLimit.declaration, vmcs.guest.ssAccessRights.declaration,
        vmcs.guest.dsBase.declaration, vmcs.guest.dsLimit.declaration, vmcs.guest.dsAccessRights.declaration,
        vmcs.guest.fsBase.declaration, vmcs.guest.fsLimit.declaration, vmcs.guest.fsAccessRights.declaration,
        vmcs.guest.gsBase.declaration, vmcs.guest.gsLimit.declaration, vmcs.guest.gsAccessRights.declaration,
    ])

    static let readGuestMemory: Native = native(
        "readGuestMemory", "read as the guest would",
        [Local("linear", .u64), Local("size", .u8), Local("implicit", .bool)], [Local("value", .u64)] + fault, memory)
    static let writeGuestMemory: Native = native(
        "writeGuestMemory", "write as the guest would",
        [Local("linear", .u64), Local("size", .u8), Local("value", .u64), Local("implicit", .bool)], fault, memory)
    static let probeGuestMemory: Native = native(
        "probeGuestMemory", "find out whether the guest could write",
        [Local("linear", .u64), Local("size", .u8)], fault, memory)
    static let findPrefixes: Native = native(
        "findPrefixes", "find what the prefixes of the instruction at RIP say", [],
        [Local("operandSize", .u8), Local("addressSize", .u8), Local("segment", .u8)],
        instruction)
    static let findLinearAddress: Native = native(
        "findLinearAddress", "find the linear address of a memory operand",
        [Local("segment", .u8), Local("offset", .u64), Local("size", .u8), Local("isWrite", .bool)],
        [Local("linear", .u64), Local("vector", .u8)], segments)
    static let flushGuestAddress: Native = native(
        "flushGuestAddress", "invalidate the translations of one address", [Local("linear", .u64)], [],
        Native.Effects(readsFields: [vmcs.guest.cr4.declaration]))
}

// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

// Instructions that root mode executes for the guest, and registers that VM exits and entries leave alone: root mode
// finds the guest's in the processor. The functions are in kmod/natives.c.

/// The time-stamp counter, as RDTSC in root mode reads it.
public func readTimeStampCounter(_ value: Variable<UInt64>) -> Step {
    Call(Natives.readTimeStampCounter, results: [value.local])
}

/// Executes RDPMC; `faulted` tells whether the processor raised #GP.
public func readPerformanceCounter(
    _ counter: some Readable<UInt32>, value: Variable<UInt64>, faulted: Variable<Bool>
) -> Step {
    Call(Natives.readPerformanceCounter, [counter.expression], results: [value.local, faulted.local])
}

/// Executes RDRAND for 64 bits; `isReady` is CF, and without it the value is 0.
public func readRandomNumber(_ value: Variable<UInt64>, isReady: Variable<Bool>) -> Step {
    Call(Natives.readRandomNumber, results: [value.local, isReady.local])
}

/// Executes RDSEED for 64 bits; `isReady` is CF, and without it the value is 0.
public func readRandomSeed(_ value: Variable<UInt64>, isReady: Variable<Bool>) -> Step {
    Call(Natives.readRandomSeed, results: [value.local, isReady.local])
}

/// DR0 to DR3 or DR6; 0 for other numbers.
public func readDebugRegister(_ number: some Readable<UInt8>, _ value: Variable<UInt64>) -> Step {
    Call(Natives.readDebugRegister, [number.expression], results: [value.local])
}

/// Writes DR0 to DR3 or DR6, whose upper half must be 0; nothing for other numbers.
public func writeDebugRegister(_ number: some Readable<UInt8>, _ value: some Readable<UInt64>) -> Step {
    Call(Natives.writeDebugRegister, [number.expression, value.expression])
}

/// Writes CR2, which neither VM exits nor VM entries touch.
public func writeCR2(_ value: some Readable<UInt64>) -> Step { Call(Natives.writeCR2, [value.expression]) }

/// CR8, the task-priority register.
public func readTaskPriority(_ value: Variable<UInt64>) -> Step {
    Call(Natives.readTaskPriority, results: [value.local])
}

/// Writes CR8; a value above 15 faults in root mode, so the handler has refused it.
public func writeTaskPriority(_ value: some Readable<UInt64>) -> Step {
    Call(Natives.writeTaskPriority, [value.expression])
}

/// Sets CR0.CD and CR0.NW of the processor as a value of CR0 has them: VM exits and entries leave both alone.
public func setCaching(_ cr0: some Readable<UInt64>) -> Step { Call(Natives.setCaching, [cr0.expression]) }

/// Keeps an external interrupt that the processor has acknowledged. It is given back to the interrupt controller
/// if VMX operation is left before ``takeHeldInterrupt``; there is place for one.
public func holdInterrupt(_ vector: some Readable<UInt8>) -> Step {
    Call(Natives.holdInterrupt, [vector.expression])
}

/// What ``holdInterrupt`` kept, which is then kept no longer; 0 for nothing.
public func takeHeldInterrupt(_ vector: Variable<UInt8>) -> Step {
    Call(Natives.takeHeldInterrupt, results: [vector.local])
}

/// Keeps an NMI until ``takeHeldNMI``; a second one is the same one, as in a processor that blocks NMIs.
public func holdNMI() -> Step { Call(Natives.holdNMI) }

/// Keeps an NMI no longer.
public func takeHeldNMI() -> Step { Call(Natives.takeHeldNMI) }

/// The bits of a guest's CR3 that are not reserved: up to the physical-address width, and those of linear-address
/// masking where CPUID shows it.
public func addressBitsOfCR3(_ mask: Variable<UInt64>) -> Step {
    Call(Natives.addressBitsOfCR3, results: [mask.local])
}

/// Takes the page of a guest-physical address from this vcpu's EPT; the next access maps it again. `taken` is false
/// for an address that nothing maps, or that cannot be spared.
public func unmapEPT(_ address: some Readable<UInt64>, taken: Variable<Bool>) -> Step {
    Call(Natives.unmapEPT, [address.expression], results: [taken.local])
}

extension Natives {
    static let readTimeStampCounter: Native = native(
        "readTimeStampCounter", "execute RDTSC", [], [Local("value", .u64)])
    static let readPerformanceCounter: Native = native(
        "readPerformanceCounter", "execute RDPMC", [Local("counter", .u32)],
        [Local("value", .u64), Local("faulted", .bool)])
    static let readRandomNumber: Native = native(
        "readRandomNumber", "execute RDRAND", [], [Local("value", .u64), Local("isReady", .bool)])
    static let readRandomSeed: Native = native(
        "readRandomSeed", "execute RDSEED", [], [Local("value", .u64), Local("isReady", .bool)])
    static let readDebugRegister: Native = native(
        "readDebugRegister", "read DR0 to DR3 or DR6", [Local("number", .u8)], [Local("value", .u64)])
    static let writeDebugRegister: Native = native(
        "writeDebugRegister", "write DR0 to DR3 or DR6", [Local("number", .u8), Local("value", .u64)], [])
    static let writeCR2: Native = native("writeCr2", "write CR2", [Local("value", .u64)], [])
    static let readTaskPriority: Native = native("readTaskPriority", "read CR8", [], [Local("value", .u64)])
    static let writeTaskPriority: Native = native("writeTaskPriority", "write CR8", [Local("value", .u64)], [])
    static let setCaching: Native = native("setCaching", "set CR0.CD and CR0.NW", [Local("cr0", .u64)], [])
    static let holdInterrupt: Native = native(
        "holdInterrupt", "keep an acknowledged interrupt", [Local("vector", .u8)], [])
    static let takeHeldInterrupt: Native = native(
        "takeHeldInterrupt", "take the interrupt that is kept", [], [Local("vector", .u8)])
    static let holdNMI: Native = native("holdNmi", "keep an NMI", [], [])
    static let takeHeldNMI: Native = native("takeHeldNmi", "keep an NMI no longer", [], [])
    static let addressBitsOfCR3: Native = native(
        "addressBitsOfCr3", "find the bits of CR3 that are not reserved", [], [Local("mask", .u64)])
    static let unmapEPT: Native = native(
        "unmapEPT", "take a page from the EPT", [Local("guestPhysical", .u64)], [Local("taken", .bool)],
        Native.Effects(touchesMemory: true))
}

// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

/// The one MSR policy: what exits, and what happens then.
///
/// Everything else reaches the processor, also where the bitmap cannot speak for
/// it: an MSR outside the bitmap's ranges always exits and is passed on.
public func msrPolicy(whenMTRRChanges: @escaping () -> [Statement]) -> [HypervisorPart] {
    [
        Intercept(msrs.featureControl, .read, .write),
        Intercept("VMX capability MSRs", capabilityRange, .read, .write),
        Intercept("variable-range MTRRs", variableMTRRs, .write),
        Intercept("IA32_MTRR_FIX64K_00000", 0x250...0x250, .write),
        Intercept("IA32_MTRR_FIX16K", 0x258...0x259, .write),
        Intercept("IA32_MTRR_FIX4K", 0x268...0x26f, .write),
        Intercept("IA32_MTRR_DEF_TYPE", 0x2ff...0x2ff, .write),
        On(exits.rdmsr) {
            readMSR(guest.ecx)
            guest.rax <- msrValue & 0xffff_ffff
            guest.rdx <- msrValue >> 32
            Advance()
        },
        On(exits.wrmsr) { writeMSR(guest.ecx, guest.edxEAX, whenMTRRChanges: whenMTRRChanges) },
        // The same with the address in the instruction and the value in one register.
        On(exits.rdmsrImmediate) { exit in
            readMSR(exit.qualification.address)
            guest.register(numbered: exit.information.register) <- msrValue
            Advance()
        },
        On(exits.wrmsrImmediate) { exit in
            writeMSR(
                exit.qualification.address, guest.register(numbered: exit.information.register),
                whenMTRRChanges: whenMTRRChanges)
        },
        // Only with user-MSR access set up in IA32_USER_MSR_CTL, which lets neither VT-x nor MTRRs through.
        On(exits.urdmsr) { Inject(.generalProtection(0)) },
        On(exits.uwrmsr) { Inject(.generalProtection(0)) },
    ]
}

private let capabilityRange: ClosedRange<UInt32> = 0x480...0x493
private let variableMTRRs: ClosedRange<UInt32> = 0x200...0x21f

/// IA32_FEATURE_CONTROL: bit 0 locks, bits 1 and 2 let VMXON be used.
private let locked: UInt64 = 1 << 0
private let vmxEnabled: UInt64 = 0b110

/// What the guest reads, once `readMSR` has gone well.
private let msrValue: Variable<UInt64> = Variable("value")

/// A guest that sees no VT-x has no capability MSRs, and finds the feature locked off.
@HandlerBuilder
private func readMSR(_ address: some Readable<UInt32>) -> [Statement] {
    let faulted = Variable<Bool>("faulted")
    Switch(address) {
        Case(in: 0x480...0x493) {
            Inject(.generalProtection(0))
        }
        Case(0x3a) {
            ReadMSR(address, value: msrValue, faulted: faulted)
            msrValue <- (msrValue & ~vmxEnabled) | locked
        }
        Default {
            ReadMSR(address, value: msrValue, faulted: faulted)
        }
    }
    If(faulted) {
        Inject(.generalProtection(0))
    }
}

@HandlerBuilder
private func writeMSR(
    _ address: some Readable<UInt32>, _ content: some Readable<UInt64>, whenMTRRChanges: () -> [Statement]
) -> [Statement] {
    let value = Variable<UInt64>("value")
    let before = Variable<UInt64>("before")
    let faulted = Variable<Bool>("faulted")
    value <- content
    Switch(address) {
        // Locked, or not there: the processor refuses both.
        Case(in: 0x3a...0x3a, 0x480...0x493) {
            Inject(.generalProtection(0))
        }
        Case(in: 0x200...0x21f, 0x250...0x250, 0x258...0x259, 0x268...0x26f, 0x2ff...0x2ff) {
            ReadMSR(address, value: before, faulted: faulted)
            If(faulted) {
                Inject(.generalProtection(0))
            }
            WriteMSR(address, value, faulted: faulted)
            If(!faulted && before != value) {
                whenMTRRChanges()
            }
        }
        Default {
            WriteMSR(address, value, faulted: faulted)
        }
    }
    If(faulted) {
        Inject(.generalProtection(0))
    }
    Advance()
}

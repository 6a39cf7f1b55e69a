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
        Intercept("IA32_FEATURE_CONTROL", featureControl, .read, .write),
        Intercept("VMX capability MSRs", MSRRanges.vmxCapabilities, .read, .write),
    ] + memoryTypes.map { Intercept($0.name, $0.range, .write) }
        + msrAccess(readArms: [], writeArms: [], whenMTRRChanges: whenMTRRChanges)
}

/// The policy that makes every access to every MSR exit, and lets it do what it would without the exit.
public func everyMSR(whenMTRRChanges: @escaping () -> [Statement]) -> [HypervisorPart] {
    [
        Intercept("the low range", MSRRanges.bitmapLow, .read, .write),
        Intercept("the high range", MSRRanges.bitmapHigh, .read, .write),
    ]
        + msrAccess(
            readArms: readSwappedMSRs(into: msrValue), writeArms: writeSwappedMSRs(msrContent),
            whenMTRRChanges: whenMTRRChanges)
}

private func msrAccess(
    readArms: [SwitchArm], writeArms: [SwitchArm], whenMTRRChanges: @escaping () -> [Statement]
) -> [HypervisorPart] {
    [
        On(exits.rdmsr) {
            readMSR(guest.ecx, readArms)
            guest.rax <- msrValue & 0xffff_ffff
            guest.rdx <- msrValue >> 32
            Advance()
        },
        On(exits.wrmsr) { writeMSR(guest.ecx, guest.edxEAX, writeArms, whenMTRRChanges: whenMTRRChanges) },
        // The same with the address in the instruction and the value in one register.
        On(exits.rdmsrImmediate) { exit in
            readMSR(exit.qualification.address, readArms)
            guest.register(numbered: exit.information.register) <- msrValue
            Advance()
        },
        On(exits.wrmsrImmediate) { exit in
            writeMSR(
                exit.qualification.address, guest.register(numbered: exit.information.register), writeArms,
                whenMTRRChanges: whenMTRRChanges)
        },
        // Only with user-MSR access set up in IA32_USER_MSR_CTL, which lets neither VT-x nor MTRRs through.
        On(exits.urdmsr) { Inject(.generalProtection(0)) },
        On(exits.uwrmsr) { Inject(.generalProtection(0)) },
    ]
}

private let featureControl: ClosedRange<UInt32> = msrs.featureControl.address...msrs.featureControl.address

/// The MTRRs. Of the variable ones as many as IA32_MTRRCAP.VCNT has been seen to report: sixteen pairs.
private let memoryTypes: [(name: String, range: ClosedRange<UInt32>)] = [
    ("variable-range MTRRs", 0x200...0x21f),
    ("IA32_MTRR_FIX64K_00000", 0x250...0x250),
    ("IA32_MTRR_FIX16K", MSRRanges.fixed16KMTRRs),
    ("IA32_MTRR_FIX4K", MSRRanges.fixed4KMTRRs),
    ("IA32_MTRR_DEF_TYPE", 0x2ff...0x2ff),
]

/// IA32_FEATURE_CONTROL: bit 0 locks, bits 1 and 2 let VMXON be used.
private let locked: UInt64 = 1 << 0
private let vmxEnabled: UInt64 = 0b110

/// What the guest reads, once `readMSR` has gone well.
private let msrValue: Variable<UInt64> = Variable("value")

/// What the guest writes.
private let msrContent: Variable<UInt64> = Variable("value")

/// A guest that sees no VT-x has no capability MSRs, and finds the feature locked off.
@HandlerBuilder
private func readMSR(_ address: some Readable<UInt32>, _ others: [SwitchArm]) -> [Statement] {
    let faulted = Variable<Bool>("faulted")
    Switch(address) {
        Case(in: [MSRRanges.vmxCapabilities]) {
            Inject(.generalProtection(0))
        }
        Case(in: [featureControl]) {
            ReadMSR(address, value: msrValue, faulted: faulted)
            msrValue <- (msrValue & ~vmxEnabled) | locked
        }
        others
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
    _ address: some Readable<UInt32>, _ content: some Readable<UInt64>, _ others: [SwitchArm],
    whenMTRRChanges: () -> [Statement]
) -> [Statement] {
    let value: Variable<UInt64> = msrContent
    let before = Variable<UInt64>("before")
    let faulted = Variable<Bool>("faulted")
    value <- content
    Switch(address) {
        // Locked, or not there: the processor refuses both.
        Case(in: [featureControl, MSRRanges.vmxCapabilities]) {
            Inject(.generalProtection(0))
        }
        Case(in: memoryTypes.map(\.range)) {
            ReadMSR(address, value: before, faulted: faulted)
            If(faulted) {
                Inject(.generalProtection(0))
            }
            WriteMSR(address, value, faulted: faulted)
            If(!faulted && before != value) {
                whenMTRRChanges()
            }
        }
        others
        Default {
            WriteMSR(address, value, faulted: faulted)
        }
    }
    If(faulted) {
        Inject(.generalProtection(0))
    }
    Advance()
}

// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

/// MOV DR. DR0 to DR3 and DR6 are the guest's in root mode too; DR7 is in the VMCS.
///
/// SDM volume 2, "MOV—Move to/from Debug Registers"; volume 3, "Debug Registers". The exit comes before all of the
/// instruction's own checks, so the handler makes them.
public func debugRegisterAccess() -> [HypervisorPart] {
    [On(exits.movDR) { exit in accessDebugRegister(exit) }]
}

/// Bits of DR7 that are always 0 and always 1.
private let zeroesOfDR7: UInt64 = 0xd000
private let onesOfDR7: UInt64 = 1 << 10
private let generalDetect: UInt64 = 1 << 13
private let advancedRTM: UInt64 = 1 << 11

@HandlerBuilder
private func accessDebugRegister(
    _ exit: ExitContext<DebugRegisterAccessQualification, NoLayout>
) -> [Statement] {
    let number = Variable<UInt8>("number")
    let value = Variable<UInt64>("value")
    let status = Variable<UInt64>("status")
    number <- exit.qualification.debugRegister
    // DR4 and DR5 are other names of DR6 and DR7, unless CR4.DE.
    If(number == 4 || number == 5) {
        If(vmcs.guest.cr4.hasAny(CR4.de)) {
            Inject(.invalidOpcode)
        }
        number <- number + 2
    }
    If(vmcs.guest.ssAccessRights.hasAny(0x60)) {
        Inject(.generalProtection(0))
    }
    If(vmcs.guest.dr7.hasAny(generalDetect)) {
        readDebugRegister(constant(UInt8(6)), status)
        // B3 to B0 tell of this exception alone.
        writeDebugRegister(constant(UInt8(6)), (status & ~0xf) | DR6.bd)
        vmcs.guest.dr7 <- vmcs.guest.dr7 & ~generalDetect
        Inject(.debug)
    }
    If(exit.qualification.isRead) {
        If(number == 7) {
            value <- vmcs.guest.dr7
        } else: {
            readDebugRegister(number, value)
        }
        guest.register(numbered: exit.qualification.register) <- value
        Advance()
    }
    value <- guest.register(numbered: exit.qualification.register)
    // Outside 64-bit mode the operand has 32 bits.
    If(vmcs.guest.csAccessRights.hasNone(longCodeSegment)) {
        value <- value & 0xffff_ffff
    }
    If(number >= 6 && value.hasAny(0xffff_ffff_0000_0000)) {
        Inject(.generalProtection(0))
    }
    If(number == 7) {
        writeDR7(value)
    } else: {
        writeDebugRegister(number, value)
    }
    Advance()
}

@HandlerBuilder
private func writeDR7(_ value: Variable<UInt64>) -> [Statement] {
    let eax = Variable<UInt32>("eax")
    let ebx = Variable<UInt32>("ebx")
    let ecx = Variable<UInt32>("ecx")
    let edx = Variable<UInt32>("edx")
    value <- (value & ~zeroesOfDR7) | onesOfDR7
    // Bit 11 is there with restricted transactional memory: CPUID leaf 7, EBX bit 11.
    If(value.hasAny(advancedRTM)) {
        ExecuteCPUID(
            leaf: constant(UInt32(7)), subleaf: constant(UInt32(0)), eax: eax, ebx: ebx, ecx: ecx, edx: edx)
        If(ebx.hasNone(1 << 11)) {
            value <- value & ~advancedRTM
        }
    }
    vmcs.guest.dr7 <- value
}

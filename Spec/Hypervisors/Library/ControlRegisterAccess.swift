// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

/// All of CR0 and CR4 is the hypervisor's, and CR3 and CR8 exit where the controls say so: each instruction that
/// reads or writes a control register does what it would without the exit.
///
/// SDM volume 3, table "Exit Qualification for Control-Register Accesses".
public func everyControlRegisterBit() -> [HypervisorPart] {
    [
        OwnCR0(allBits, "every bit", showing: .ownValue),
        OwnCR4(CR4.vmxe, "VMXE", showing: .zero),
        OwnCR4(CR4.osxsave, "OSXSAVE", showing: .ownValue),
        OwnCR4(CR4.ospke, "OSPKE", showing: .ownValue),
        OwnCR4(allBits & ~ownedCR4Bits, "every other bit", showing: .ownValue),
        On(exits.controlRegisterAccess) { exit in accessControlRegister(exit) },
    ]
}

/// The masks and shadows of ``everyControlRegisterBit()``, for the set-up.
@HandlerBuilder
public func ownEveryControlRegisterBit() -> [Statement] {
    vmcs.control.cr0GuestHostMask <- allBits
    vmcs.control.cr0ReadShadow <- environment("guest.cr0", as: UInt64.self)
    vmcs.control.cr4GuestHostMask <- allBits
    vmcs.control.cr4ReadShadow <- environment("guest.cr4", as: UInt64.self) & ~CR4.vmxe
}

/// Bits 63:32 of both registers are reserved, and a MOV that sets one faults before it would exit.
private let allBits: UInt64 = 0xffff_ffff

@HandlerBuilder
private func accessControlRegister(
    _ exit: ExitContext<ControlRegisterAccessQualification, NoLayout>
) -> [Statement] {
    let operand = Variable<UInt64>("operand")
    Switch(exit.qualification.accessType) {
        Case(UInt64(ControlRegisterAccess.movFrom)) {
            // CR0 and CR4 are read from their shadows without an exit.
            If(exit.qualification.controlRegister == 8) {
                readTaskPriority(operand)
            } else: {
                operand <- vmcs.guest.cr3
            }
            guest.register(numbered: exit.qualification.register) <- operand
            Advance()
        }
        Case(UInt64(ControlRegisterAccess.clts)) {
            operand <- vmcs.control.cr0ReadShadow & ~CR0.ts
        }
        Case(UInt64(ControlRegisterAccess.lmsw)) {
            // It writes the lowest four bits, and cannot clear PE.
            operand <- (vmcs.control.cr0ReadShadow & ~0b1110) | (exit.qualification.lmswSource.u64 & 0b1111)
        }
        Default {
            operand <- guest.register(numbered: exit.qualification.register)
            // Outside 64-bit mode the operand has 32 bits.
            If(vmcs.guest.csAccessRights.hasNone(longCodeSegment)) {
                operand <- operand & 0xffff_ffff
            }
        }
    }
    // CLTS and LMSW name register 0.
    Switch(exit.qualification.controlRegister) {
        Case(0) { writeOwnedCR0(operand) }
        Case(3) { writeCR3(operand) }
        Case(4) { writeOwnedCR4(operand) }
        Default {
            If(operand > 15) {
                Inject(.generalProtection(0))
            }
            writeTaskPriority(operand)
            Advance()
        }
    }
}

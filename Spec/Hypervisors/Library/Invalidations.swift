// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

/// INVLPG and INVPCID. Where there is no VPID, VM entry drops every translation by itself.
///
/// SDM volume 2, "INVLPG—Invalidate TLB Entries" and "INVPCID—Invalidate Process-Context Identifier".
public func invalidations() -> [HypervisorPart] {
    [
        On(exits.invlpg) { exit in
            flushGuestAddress(exit.qualification.linearAddress)
            Advance()
        },
        On(exits.invpcid) { exit in invalidatePCID(exit) },
    ]
}

/// Types of INVPCID: one address, one context, everything, everything but global translations.
private let individualAddress: UInt64 = 0
private let singleContext: UInt64 = 1
private let lastType: UInt64 = 3

@HandlerBuilder
private func invalidatePCID(
    _ exit: ExitContext<DisplacementQualification, InvalidationInformation>
) -> [Statement] {
    let type = Variable<UInt64>("type")
    let linear = Variable<UInt64>("linear")
    let pcid = Variable<UInt64>("pcid")
    let address = Variable<UInt64>("address")
    let result = MemoryOutcome("memory")
    // The processor has looked at the CPL before it exits; not every model of one has.
    If(vmcs.guest.ssAccessRights.hasAny(0x60)) {
        Inject(.generalProtection(0))
    }
    type <- guest.register(numbered: exit.information.typeRegister)
    // Outside 64-bit mode the register has 32 bits.
    If(vmcs.guest.csAccessRights.hasNone(longCodeSegment)) {
        type <- type & 0xffff_ffff
    }
    findOperand(size: constant(UInt8(16)), isWrite: false, linear)
    readMemory(linear, size: constant(UInt8(8)), pcid, by: .instruction, result)
    readMemory(linear + 8, size: constant(UInt8(8)), address, by: .instruction, result)
    If(type > lastType || (pcid & ~0xfff) != 0) {
        Inject(.generalProtection(0))
    }
    If(type == individualAddress || type == singleContext) {
        If(vmcs.guest.cr4.hasNone(CR4.pcide) && pcid != 0) {
            Inject(.generalProtection(0))
        }
    }
    If(type == individualAddress) {
        refuseNonCanonical(address)
    }
    // More than was asked for may go.
    flushOwnTLB()
    Advance()
}

// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

/// SGDT, SIDT, LGDT, LIDT, SLDT, STR, LLDT and LTR. The exit comes behind the checks of the CPL.
///
/// SDM volume 2, each instruction; volume 3, "Segment Descriptor Tables in IA-32e Mode".
public func descriptorTableAccess() -> [HypervisorPart] {
    [
        On(exits.gdtrOrIDTRAccess) { exit in accessTableRegister(exit) },
        On(exits.ldtrOrTRAccess) { exit in accessSystemSegment(exit) },
    ]
}

private let result: MemoryOutcome = MemoryOutcome("memory")
private let linear: Variable<UInt64> = Variable("linear")
private let operandSize: Variable<UInt8> = Variable("operandSize")
private let addressSize: Variable<UInt8> = Variable("addressSize")
private let segment: Variable<UInt8> = Variable("segment")

// MARK: GDTR and IDTR

@HandlerBuilder
private func accessTableRegister(
    _ exit: ExitContext<DisplacementQualification, DescriptorTableInformation>
) -> [Statement] {
    let base = Variable<UInt64>("base")
    let limit = Variable<UInt64>("limit")
    let size = Variable<UInt8>("size")
    // The limit, and a base of 4 bytes or in 64-bit mode of 8.
    size
        <- choose(
            vmcs.guest.csAccessRights.hasAny(longCodeSegment), constant(UInt8(8)), else: constant(UInt8(4)))
    If(exit.information.instruction < constant(UInt8(2))) {
        refuseWithUMIP()
        findOperand(size: size + 2, isWrite: true, linear)
        probeWrite(linear, size: size + 2, result)
        If(exit.information.instruction == 0) {
            limit <- vmcs.guest.gdtrLimit.u64
            base <- vmcs.guest.gdtrBase
        } else: {
            limit <- vmcs.guest.idtrLimit.u64
            base <- vmcs.guest.idtrBase
        }
        writeMemory(linear, size: constant(UInt8(2)), limit, by: .instruction, result)
        writeMemory(linear + 2, size: size, base, by: .instruction, result)
        Advance()
    }
    findOperand(size: size + 2, isWrite: false, linear)
    readMemory(linear, size: constant(UInt8(2)), limit, by: .instruction, result)
    readMemory(linear + 2, size: size, base, by: .instruction, result)
    If(size == 8) {
        refuseNonCanonical(base)
    } else: {
        // A 16-bit operand size loads 24 bits of the base.
        If(exit.information.operandSize == 0) {
            base <- base & 0xff_ffff
        }
    }
    If(exit.information.instruction == 2) {
        vmcs.guest.gdtrLimit <- limit.u32
        vmcs.guest.gdtrBase <- base
    } else: {
        vmcs.guest.idtrLimit <- limit.u32
        vmcs.guest.idtrBase <- base
    }
    Advance()
}

/// User-mode instruction prevention.
@HandlerBuilder
private func refuseWithUMIP() -> [Statement] {
    If(vmcs.guest.cr4.hasAny(CR4.umip) && vmcs.guest.ssAccessRights.hasAny(0x60)) {
        Inject(.generalProtection(0))
    }
}

// MARK: LDTR and TR

private let selector: Variable<UInt64> = Variable("selector")

@HandlerBuilder
private func accessSystemSegment(
    _ exit: ExitContext<DisplacementQualification, SystemSegmentInformation>
) -> [Statement] {
    If(exit.information.instruction < constant(UInt8(2))) {
        refuseWithUMIP()
        If(exit.information.instruction == 0) {
            selector <- vmcs.guest.ldtrSelector.u64
        } else: {
            selector <- vmcs.guest.trSelector.u64
        }
        storeSelector(exit)
        Advance()
    }
    If(exit.information.isRegister) {
        selector <- guest.register(numbered: exit.information.register) & 0xffff
    } else: {
        findOperand(size: constant(UInt8(2)), isWrite: false, linear)
        readMemory(linear, size: constant(UInt8(2)), selector, by: .instruction, result)
    }
    If(exit.information.instruction == 2) {
        loadLDTR()
    } else: {
        loadTR()
    }
    Advance()
}

/// Into memory 16 bits; into a register as many as the operand has.
@HandlerBuilder
private func storeSelector(
    _ exit: ExitContext<DisplacementQualification, SystemSegmentInformation>
) -> [Statement] {
    If(exit.information.isRegister) {
        findPrefixes(operandSize: operandSize, addressSize: addressSize, segment: segment)
        If(operandSize == 2) {
            selector <- selector | (guest.register(numbered: exit.information.register) & ~0xffff)
        }
        guest.register(numbered: exit.information.register) <- selector
    } else: {
        findOperand(size: constant(UInt8(2)), isWrite: true, linear)
        writeMemory(linear, size: constant(UInt8(2)), selector, by: .instruction, result)
    }
}

private let low: Variable<UInt64> = Variable("descriptorLow")
private let high: Variable<UInt64> = Variable("descriptorHigh")
private let base: Variable<UInt64> = Variable("descriptorBase")
private let descriptor: Variable<UInt64> = Variable("descriptor")

/// #GP with the selector for an error code, which lacks bit 15: not every processor lets VM entry inject it.
private var selectorFault: InjectedEvent { .generalProtection(errorCode: selector.u32 & 0x7ffc) }

/// Reads the system descriptor of `selector` from the GDT: 16 bytes in IA-32e mode.
@HandlerBuilder
private func readDescriptor() -> [Statement] {
    let last = Variable<UInt64>("last")
    // The table indicator: system segments are in the GDT.
    If(selector.hasAny(0x4)) {
        Inject(selectorFault)
    }
    last <- (selector & 0xfff8) + choose(isIA32e, constant(UInt64(15)), else: constant(UInt64(7)))
    If(vmcs.guest.gdtrLimit.u64 < last) {
        Inject(selectorFault)
    }
    descriptor <- vmcs.guest.gdtrBase + (selector & 0xfff8)
    readMemory(descriptor, size: constant(UInt8(8)), low, by: .processor, result)
    high <- 0
    If(isIA32e) {
        readMemory(descriptor + 8, size: constant(UInt8(8)), high, by: .processor, result)
        // Behind the upper half of the base, the place of S and the type: 0.
        If(high.hasAny(0x1f << 40)) {
            Inject(selectorFault)
        }
    }
    base <- ((low >> 16) & 0xff_ffff) | ((low >> 32) & 0xff00_0000) | (high << 32)
}

private var isIA32e: Expr<Bool> {
    vmcs.control.entry.hasAny(UInt32(controls.entry.ia32eModeGuest.declaration.mask))
}

/// The limit of the descriptor, in bytes.
private func descriptorLimit() -> Expr<UInt32> {
    let raw: Expr<UInt32> = (low & 0xffff).u32 | ((low >> 32) & 0xf_0000).u32
    return choose(low.hasAny(1 << 55), (raw << 12) | 0xfff, else: raw)
}

/// The access rights as the VMCS has them.
private func descriptorRights() -> Expr<UInt32> { ((low >> 40) & 0xf0ff).u32 }

@HandlerBuilder
private func loadLDTR() -> [Statement] {
    // A null selector makes LDTR unusable.
    If(!selector.hasAny(0xfffc)) {
        vmcs.guest.ldtrAccessRights <- 0x1_0000
    } else: {
        readDescriptor()
        // S and the type: an LDT.
        If((low >> 40) & 0x1f != 0x02) {
            Inject(selectorFault)
        }
        If(low.hasNone(present)) {
            Inject(.segmentNotPresent(errorCode: selector.u32 & 0x7ffc))
        }
        refuseNonCanonical(base, with: selectorFault)
        vmcs.guest.ldtrBase <- base
        vmcs.guest.ldtrLimit <- descriptorLimit()
        vmcs.guest.ldtrAccessRights <- descriptorRights()
    }
    vmcs.guest.ldtrSelector <- selector.u16
}

@HandlerBuilder
private func loadTR() -> [Statement] {
    If(!selector.hasAny(0xfffc)) {
        Inject(.generalProtection(0))
    }
    readDescriptor()
    // S and the type: a TSS that is not busy; outside IA-32e mode also one of 16 bits.
    If((low >> 40) & 0x1f != 0x09) {
        If(isIA32e || (low >> 40) & 0x1f != 0x01) {
            Inject(selectorFault)
        }
    }
    If(low.hasNone(present)) {
        Inject(.segmentNotPresent(errorCode: selector.u32 & 0x7ffc))
    }
    refuseNonCanonical(base, with: selectorFault)
    low <- low | busy
    writeMemory(descriptor + 5, size: constant(UInt8(1)), (low >> 40) & 0xff, by: .processor, result)
    vmcs.guest.trBase <- base
    vmcs.guest.trLimit <- descriptorLimit()
    vmcs.guest.trAccessRights <- descriptorRights()
    vmcs.guest.trSelector <- selector.u16
}

private let present: UInt64 = 1 << 47
private let busy: UInt64 = 1 << 41

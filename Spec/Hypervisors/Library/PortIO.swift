// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

/// IN, OUT, INS and OUTS, each with and without REP: executed for the guest. The exit comes behind the checks of
/// IOPL and of the TSS's bitmap.
///
/// SDM volume 3, table "Exit Qualification for I/O Instructions". Needs the instruction information of INS and OUTS,
/// which IA32_VMX_BASIC bit 54 reports; without it 64-bit addresses are assumed.
public func portIO() -> [HypervisorPart] {
    [On(exits.ioInstruction) { exit in accessPort(exit) }]
}

private let value: Variable<UInt64> = Variable("value")
private let size: Variable<UInt8> = Variable("size")

@HandlerBuilder
private func accessPort(_ exit: ExitContext<IOInstructionQualification, StringIOInformation>) -> [Statement] {
    size <- exit.qualification.size + 1
    If(exit.qualification.isString) {
        moveString(exit)
    }
    If(exit.qualification.isInput) {
        readPort(exit.qualification.port, size, value)
        Switch(size) {
            Case(1) { guest.rax <- (guest.rax & ~0xff) | (value & 0xff) }
            Case(2) { guest.rax <- (guest.rax & ~0xffff) | (value & 0xffff) }
            Default { guest.rax <- value & 0xffff_ffff }
        }
    } else: {
        writePort(exit.qualification.port, size, guest.rax)
    }
    noticeBreakpoints(exit.qualification.port)
    Advance()
}

private let addressMask: Variable<UInt64> = Variable("addressMask")
private let count: Variable<UInt64> = Variable("count")
private let pointer: Variable<UInt64> = Variable("pointer")

/// One iteration; what remains of a repeated instruction exits again.
@HandlerBuilder
private func moveString(_ exit: ExitContext<IOInstructionQualification, StringIOInformation>) -> [Statement] {
    let result = MemoryOutcome("memory")
    let step = Variable<UInt64>("step")
    findAddressMask(exit)
    If(exit.qualification.isRepeated) {
        If((guest.rcx & addressMask) == 0) {
            Advance()
        }
    }
    If(exit.qualification.isInput) {
        // Where it cannot be written, nothing is read from the port.
        probeWrite(vmcs.exit.guestLinearAddress, size: size, result)
        readPort(exit.qualification.port, size, value)
        writeMemory(vmcs.exit.guestLinearAddress, size: size, value, by: .instruction, result)
    } else: {
        readMemory(vmcs.exit.guestLinearAddress, size: size, value, by: .instruction, result)
        writePort(exit.qualification.port, size, value)
    }
    noticeBreakpoints(exit.qualification.port)
    // DF makes the pointer go down.
    step <- size.u64
    If(vmcs.guest.rflags.hasAny(RFLAGS.df)) {
        step <- constant(UInt64(0)) - step
    }
    If(exit.qualification.isInput) {
        movePointer(guest.rdi, by: step)
    } else: {
        movePointer(guest.rsi, by: step)
    }
    If(exit.qualification.isRepeated) {
        count <- (guest.rcx - 1) & addressMask
        setWithin(guest.rcx, count)
        If(count != 0) {
            finishIteration()
            Resume()
        }
    }
    Advance()
}

/// The bits of RCX, RSI and RDI that the address size uses.
@HandlerBuilder
private func findAddressMask(
    _ exit: ExitContext<IOInstructionQualification, StringIOInformation>
) -> [Statement] {
    Switch(exit.information.addressSize) {
        Case(0) { addressMask <- 0xffff }
        Case(1) { addressMask <- 0xffff_ffff }
        Default { addressMask <- 0xffff_ffff_ffff_ffff }
    }
}

@HandlerBuilder
private func movePointer(_ register: RegisterPlace, by step: Variable<UInt64>) -> [Statement] {
    pointer <- (register + step) & addressMask
    setWithin(register, pointer)
}

/// Of a 16-bit address size the other bits stay, of a 32-bit one they become 0.
@HandlerBuilder
private func setWithin(_ register: RegisterPlace, _ new: Variable<UInt64>) -> [Statement] {
    If(addressMask == 0xffff) {
        register <- (register & ~0xffff) | new
    } else: {
        register <- new
    }
}

/// An iteration is an instruction to the single-step trap and to the shadows of STI and MOV SS.
@HandlerBuilder
private func finishIteration() -> [Statement] {
    If(vmcs.guest.interruptibilityInfo.hasAny(0b11)) {
        vmcs.guest.interruptibilityInfo <- vmcs.guest.interruptibilityInfo & ~0b11
    }
    If(vmcs.guest.rflags.hasAny(RFLAGS.tf)) {
        If(vmcs.guest.ia32Debugctl.hasNone(DEBUGCTL.btf)) {
            vmcs.guest.pendingDebugExceptions <- vmcs.guest.pendingDebugExceptions | singleStep
        }
    }
}

private let singleStep: UInt64 = 1 << 14

/// A breakpoint of the guest's on a port traps behind the access, but not in root mode.
///
/// SDM volume 3, "Debug Registers" and "Pending Debug Exceptions".
@HandlerBuilder
private func noticeBreakpoints(_ port: some Readable<UInt16>) -> [Statement] {
    let matched = Variable<UInt8>("matchedBreakpoints")
    If(vmcs.guest.dr7.hasAny(everyBreakpoint) && vmcs.guest.cr4.hasAny(CR4.de)) {
        findPortBreakpoints(port, size, matched)
        If(matched != 0) {
            vmcs.guest.pendingDebugExceptions <- vmcs.guest.pendingDebugExceptions | matched.u64
                | PendingDebugExceptions.enabledBreakpointMask
        }
    }
}

/// L and G of all four.
private let everyBreakpoint: UInt64 = 0xff

/// Which of the breakpoints that DR7 enables, as B3 to B0, are on a port that an access of 1, 2 or 4 bytes touches.
private func findPortBreakpoints(
    _ port: some Readable<UInt16>, _ size: some Readable<UInt8>, _ matched: Variable<UInt8>
) -> Step {
    Call(
        Natives.findPortBreakpoints, [port.expression, size.expression, vmcs.guest.dr7.expression],
        results: [matched.local])
}

/// Executes IN of 1, 2 or 4 bytes in root mode.
public func readPort(
    _ port: some Readable<UInt16>, _ size: some Readable<UInt8>, _ value: Variable<UInt64>
) -> Step {
    Call(Natives.readPort, [port.expression, size.expression], results: [value.local])
}

/// Executes OUT of 1, 2 or 4 bytes in root mode.
public func writePort(
    _ port: some Readable<UInt16>, _ size: some Readable<UInt8>, _ value: some Readable<UInt64>
) -> Step {
    Call(Natives.writePort, [port.expression, size.expression, value.expression])
}

extension Natives {
    static let readPort: Native = native(
        "readPort", "execute IN", [Local("port", .u16), Local("size", .u8)], [Local("value", .u64)])
    static let findPortBreakpoints: Native = native(
        "findPortBreakpoints", "find the breakpoints on a port",
        [Local("port", .u16), Local("size", .u8), Local("dr7", .u64)], [Local("matched", .u8)])
    static let writePort: Native = native(
        "writePort", "execute OUT", [Local("port", .u16), Local("size", .u8), Local("value", .u64)], [])
}

// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Testing
import VMXModel

/// The columns against lists copied from the sections of the SDM that have them, so that a
/// change of one declaration has to be made here too, with the manual open.
@Suite("Columns of the exit reasons")
struct ExitColumnTests {
    static func numbers(_ column: (ExitReason) -> Bool) -> [UInt16] {
        architecture.exitReasons.filter(column).map(\.number)
    }

    /// SDM volume 3, "VM Exits" (trap-like) and "Monitor Trap Flag", "OS Bus Lock Detection".
    @Test("trap-like")
    func trapLike() { #expect(Self.numbers { $0.kind == .trapLike } == [37, 43, 45, 56, 74]) }

    @Test("entry failures")
    func entryFailures() { #expect(Self.numbers { $0.kind == .entryFailure } == [33, 34, 41]) }

    /// SDM volume 3, "Other Causes of VM Exits".
    @Test("asynchronous")
    func asynchronous() { #expect(Self.numbers { $0.kind == .asynchronous } == [1, 3, 4, 5, 6, 7, 8, 52, 75]) }

    /// SDM volume 3, "Information for VM Exits During Event Delivery"; Linux's handle_exit() for 75.
    @Test("during event delivery")
    func duringEventDelivery() {
        #expect(Self.numbers(\.duringEventDelivery) == [0, 9, 44, 48, 49, 62, 66, 75])
    }

    @Test("NMI unblocking")
    func nmiUnblocking() {
        #expect(Self.numbers { $0.nmiUnblocking == .interruptionInformation } == [0])
        #expect(Self.numbers { $0.nmiUnblocking == .exitQualification } == [48, 62, 66, 75])
    }

    /// SDM volume 3, "Instructions That Cause VM Exits Unconditionally", with SEAMCALL and TDCALL; and
    /// what exits without an instruction and without a control. RSM and the SMIs (5, 6, 17) need an STM.
    @Test("nothing prevents them")
    func unconditional() {
        #expect(
            Self.numbers { $0.causes == [.always] } == [
                2, 3, 4, 9, 10, 11, 13, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 33, 34, 41, 50, 53, 55, 76, 77,
            ])
    }

    /// SDM volume 3, "Relative Priority of Faults and VM Exits", and the operation of each instruction.
    @Test("not from CPL 3")
    func privileged() {
        #expect(
            Self.numbers { !$0.fromUserMode } == [
                2, 3, 4, 12, 13, 14, 28, 31, 32, 33, 34, 36, 39, 41, 49, 54, 55, 58, 60, 63, 64, 65, 69, 70, 73,
                76, 77, 78, 79, 84, 85,
            ])
    }

    /// SDM volume 3, "Basic VM-Exit Information".
    @Test("addresses")
    func addresses() {
        #expect(Self.numbers(\.guestLinearAddressIsValid) == [5, 28, 30, 48, 66])
        #expect(Self.numbers(\.guestPhysicalAddressIsValid) == [48, 49, 66])
    }

    /// A handler may go behind the instruction exactly where an instruction is what exited, before it did anything.
    @Test("instruction length")
    func instructionLength() {
        #expect(Self.numbers { $0.instructionLengthIsValid && $0.kind != .faultLike } == [])
        #expect(
            Self.numbers { $0.kind == .faultLike && !$0.instructionLengthIsValid } == [0, 2, 9, 44, 48, 49, 62, 66])
    }

    @Test("what only a control can cause exists where the control may be set")
    func existence() {
        let everywhere: [UInt16] = Self.numbers { exit in
            exit.existsWhen == .always
                && exit.causes.contains { cause in
                    // The secondary and tertiary words came later than VT-x itself.
                    if case .control(let id) = cause { return id.word == .secondary || id.word == .tertiary }
                    return false
                }
        }
        // PAUSE can exit without PAUSE-loop exiting.
        #expect(everywhere == [40])
    }

    @Test("numbers that the SDM leaves out")
    func reserved() {
        let all: Set<UInt16> = Set(architecture.exitReasons.map(\.number))
        #expect((0...85).filter { !all.contains($0) } == [35, 38, 42, 71, 82, 83])
    }
}

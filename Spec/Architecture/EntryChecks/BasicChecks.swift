// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

private let processor: ProcessorInputs = machine.processor

/// What is checked before anything of the VMCS, in this order.
///
/// SDM volume 3, "Basic VM-Entry Checks".
public struct BasicChecks: Sendable {
    public let mode: EntryCheck = .rule(
        1001, "basic.mode", .basic,
        "VMLAUNCH and VMRESUME are executed in 64-bit, protected or real-address mode: not in virtual-8086 mode, "
            + "not in compatibility mode.",
        holds: not(processor.isInVirtual8086OrCompatibilityMode), outcomes: [.fault(vector: Vector.invalidOpcode)],
        sources: .manualBochsLinux)
    public let cpl: EntryCheck = .rule(
        1002, "basic.cpl", .basic, "VMLAUNCH and VMRESUME are executed at CPL 0.",
        holds: processor.cpl.equals(0), outcomes: [.fault(vector: Vector.generalProtection)],
        sources: .manualBochsLinux)
    public let currentVMCS: EntryCheck = .rule(
        1003, "basic.current-vmcs", .basic, "There is a current VMCS: VMPTRLD has made one current.",
        holds: holds(processor.hasCurrentVMCS), sources: .manualBochsLinux)
    /// Bochs does not look: its VMPTRLD makes a shadow VMCS current, and VM entry goes on with it.
    public let notShadow: EntryCheck = .rule(
        1004, "basic.not-shadow", .basic,
        "The current VMCS is an ordinary one, not a shadow VMCS (bit 31 of its revision identifier is 0).",
        holds: not(processor.currentVMCSIsShadow), sources: .manualLinux)
    public let noMovSS: EntryCheck = .rule(
        1005, "basic.no-mov-ss", .basic,
        "The instruction before VMLAUNCH or VMRESUME has not loaded SS by MOV or POP, which blocks events.",
        holds: not(processor.isBlockedByMovSS), outcomes: [.failValid(error: 26)], sources: .manualBochsLinux)
    public let launchIsClear: EntryCheck = .rule(
        1006, "basic.vmlaunch-of-clear", .basic,
        "VMLAUNCH finds a VMCS whose launch state is \"clear\": VMCLEAR comes before the first entry.",
        given: holds(processor.isVMLAUNCH), holds: not(processor.currentVMCSIsLaunched),
        outcomes: [.failValid(error: 4)], sources: .manualBochsLinux)
    public let resumeIsLaunched: EntryCheck = .rule(
        1007, "basic.vmresume-of-launched", .basic,
        "VMRESUME finds a VMCS whose launch state is \"launched\": VMLAUNCH made the entry before.",
        given: not(processor.isVMLAUNCH), holds: holds(processor.currentVMCSIsLaunched),
        outcomes: [.failValid(error: 5)], sources: .manualBochsLinux)
}

/// SDM volume 3, "Machine-Check Events During VM Entry".
public struct MachineCheckChecks: Sendable {
    /// A machine check may also count as if it came before the entry, or after it.
    public let none: EntryCheck = .rule(
        9701, "machine-check.none", .machineChecks, "No machine-check event occurs during the VM entry.",
        holds: not(machine.processor.hasMachineCheck),
        outcomes: [.machineCheckFailure, .fault(vector: Vector.machineCheck), .enters], sources: [.manual, .linux])
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// One way through a stub, from the processor's arrival to its end.
public struct StubWay: Sendable {
    /// Where a way goes on.
    public enum End: String, Sendable {
        /// VMRESUME.
        case guest
        /// The C dispatch, before anything has happened.
        case c
    }

    public let reason: ExitReason
    /// ``likelyName``, or the label of the block that only this way passes, without the names of the
    /// hypervisor and of the exit reason.
    public let name: String
    public let end: End
    public let count: StubCount
    /// In the order in which they are executed.
    let instructions: [AssemblyInstruction]
    /// Where its jumps lead, without what belongs to the assembler.
    let labels: [AssemblyLabel: String]

    /// The name of the way on which nothing rare happens.
    public static let likelyName: String = "likely"
}

/// What is counted on a way: root-mode instructions, VMRESUME included, and the slow ones among them.
public struct StubCount: Hashable, Sendable {
    public var instructions: Int = 0
    public var fieldReads: Int = 0
    public var fieldWrites: Int = 0
    /// RDMSR and WRMSR.
    public var msrAccesses: Int = 0
    /// Guest registers that are stored in the vcpu.
    public var registersSaved: Int = 0

    init(_ instruction: AssemblyInstruction) {
        instructions = 1
        switch instruction.mnemonic {
        case "HVP_VMREAD": fieldReads = 1
        case "HVP_VMWRITE": fieldWrites = 1
        case "HVP_RDMSR", "HVP_WRMSR": msrAccesses = 1
        case "mov": registersSaved = instruction.savesGuestRegister ? 1 : 0
        default: break
        }
    }

    init() {}

    static func + (left: StubCount, right: StubCount) -> StubCount { left.merged(right, +) }

    /// Each figure's largest value.
    func largest(_ other: StubCount) -> StubCount { merged(other, max) }

    private func merged(_ other: StubCount, _ operation: (Int, Int) -> Int) -> StubCount {
        var result = StubCount()
        let figures: [WritableKeyPath<StubCount, Int>] = [
            \.instructions, \.fieldReads, \.fieldWrites, \.msrAccesses, \.registersSaved,
        ]
        for figure in figures { result[keyPath: figure] = operation(self[keyPath: figure], other[keyPath: figure]) }
        return result
    }
}

/// All that is known of the cost of one stub without running it.
public struct StubCost: Sendable {
    public let reason: ExitReason
    /// The likely way first, then in the order of the text.
    public let ways: [StubWay]
    /// Each figure's largest value on any way that ends in VMRESUME.
    public let worst: StubCount
    /// Conditional jumps before the stub begins.
    public let comparisons: Int
    /// Instructions that compare the exit reason.
    public let dispatch: Int

    public var likely: StubWay { ways[0] }
}

extension AssemblyInstruction {
    var isConditionalJump: Bool {
        if case .label = operands.last { return mnemonic.hasPrefix("j") && mnemonic != "jmp" }
        return false
    }

    /// Whether it stores a whole guest register in its place of the vcpu.
    var savesGuestRegister: Bool {
        guard mnemonic == "mov", case .register(_, .quad) = operands.first, case .memory(let place) = operands.last
        else { return false }
        return Register.allCases.contains { place == .slot($0) }
    }
}

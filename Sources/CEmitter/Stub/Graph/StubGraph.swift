// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// An operation and what it is for.
struct StubStep: Hashable {
    let operation: StubOperation
    /// For the reader of the assembly; empty when the operation speaks for itself.
    let note: String
    let location: SourceLocation
}

/// How a block ends.
enum StubEnd: Hashable {
    case jump(Int)
    /// Goes to `cold` when the condition holds, else on to `hot`.
    case branch(StubCondition, cold: Int, hot: Int)
    /// RDMSR into the low and the high half; to `fault` when it raises #GP.
    case readMSR(address: StubOperand, low: StubValue, high: StubValue, then: Int, fault: Int)
    /// WRMSR; to `fault` when it raises #GP.
    case writeMSR(address: StubOperand, low: StubOperand, high: StubOperand, then: Int, fault: Int)
    /// VMRESUME with every guest register in place, but for those that the guest has given up.
    case resume(without: [StubValue])
    /// To the C dispatch, with every guest register as the dispatch left it.
    case slow

    /// Where the block goes on, the likely way first.
    var successors: [Int] {
        switch self {
        case .jump(let block): [block]
        case .branch(_, let cold, let hot): [hot, cold]
        case .readMSR(_, _, _, let then, let fault), .writeMSR(_, _, _, let then, let fault): [then, fault]
        case .resume, .slow: []
        }
    }

    var uses: [StubValue] {
        switch self {
        case .jump: []
        case .branch(let condition, _, _): condition.uses
        case .readMSR(let address, _, _, _, _): [address].compactMap(\.value)
        case .writeMSR(let address, let low, let high, _, _): [address, low, high].compactMap(\.value)
        case .resume(let discarded): StubValue.guests.filter { !discarded.contains($0) }
        case .slow: StubValue.guests
        }
    }

    var sets: [StubValue] {
        if case .readMSR(_, let low, let high, _, _) = self { return [low, high] }
        return []
    }
}

/// Steps that are always done together.
struct StubBlock {
    /// For the label, in snake_case.
    var name: String
    var steps: [StubStep] = []
    var end: StubEnd = .slow
    /// What the branch or MSR access at the end is for.
    var endNote: String = ""
    var endLocation: SourceLocation
    /// Whether it pays to repeat what comes behind the block rather than to jump there.
    var mayRepeatTail: Bool = false
}

/// A stub as a graph without cycles. Block 0 is where it begins.
struct StubGraph {
    var blocks: [StubBlock] = []
    private(set) var valueCount: Int = Register.allCases.count
    /// The stub's reason, and the block where it begins.
    var stubs: [(reason: ExitReason, block: Int)] = []

    mutating func makeBlock(_ name: String, at location: SourceLocation) -> Int {
        blocks.append(StubBlock(name: name, endLocation: location))
        return blocks.count - 1
    }

    mutating func makeValue() -> StubValue {
        valueCount += 1
        return StubValue(number: valueCount - 1)
    }

    mutating func append(_ step: StubStep, to block: Int) { blocks[block].steps.append(step) }

    mutating func finish(_ block: Int, _ end: StubEnd, note: String, at location: SourceLocation) {
        blocks[block].end = end
        blocks[block].endNote = note
        blocks[block].endLocation = location
    }
}

extension ExitReason {
    /// For labels: `EXIT_REASON_CPUID` is `cpuid`.
    var label: String { symbol.lowercased().replacingPrefix("exit_reason_", "") }
}

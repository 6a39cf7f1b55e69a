// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Follows the likely way of each stub through the code and counts.
struct StubPaths {
    let graph: StubGraph
    let allocator: TraceAllocator

    var all: [StubPath] {
        graph.stubs.map { reason, stub in
            let way: [AssemblyInstruction] = instructions(to: stub)
            return StubPath(
                reason: reason, instructions: way.count,
                fieldReads: way.filter { $0.mnemonic == "HVP_VMREAD" }.count,
                fieldWrites: way.filter { $0.mnemonic == "HVP_VMWRITE" }.count,
                msrAccesses: way.filter { $0.mnemonic == "HVP_RDMSR" || $0.mnemonic == "HVP_WRMSR" }.count,
                registersSaved: way.filter { instruction in
                    guard instruction.mnemonic == "mov", case .register(_, .quad) = instruction.operands.first,
                        case .memory(let place) = instruction.operands.last
                    else { return false }
                    return Register.allCases.contains { place == .slot($0) }
                }.count)
        }
    }

    /// From the processor's arrival through the comparisons into the stub and on to VMRESUME.
    private func instructions(to stub: Int) -> [AssemblyInstruction] {
        var way: [AssemblyInstruction] = []
        var label: AssemblyLabel = .block(0)
        var comparisons: Set<Int> = Set(graph.stubs.map(\.block)).subtracting([stub])
        while let position = allocator.blocks.firstIndex(where: { $0.label == label }) {
            var isMovingOn = false
            for index: Int in position..<allocator.blocks.count {
                let (taken, rest) = walk(allocator.blocks[index], &comparisons, nextBlock: index + 1)
                way += taken
                if let rest {
                    label = allocator.aliases[rest] ?? rest
                    isMovingOn = true
                    break
                }
                if taken.last?.mnemonic == "HV_VMRESUME" { return way }
            }
            if !isMovingOn { return way }
        }
        return way
    }

    /// Instructions of one block up to the jump that is taken, and where that goes.
    private func walk(
        _ block: AssemblyBlock, _ comparisons: inout Set<Int>, nextBlock: Int
    ) -> ([AssemblyInstruction], AssemblyLabel?) {
        var taken: [AssemblyInstruction] = []
        for (index, instruction) in block.instructions.enumerated() {
            taken.append(instruction)
            guard case .label(let target) = instruction.operands.last else { continue }
            if instruction.mnemonic == "jmp" { return (taken, target) }
            // A comparison of the chain whose stub, right behind it, is not the one in question.
            let isLast: Bool = index == block.instructions.count - 1
            if isLast, nextBlock < allocator.blocks.count, case .block(let stub) = allocator.blocks[nextBlock].label,
                comparisons.remove(stub) != nil
            {
                return (taken, target)
            }
        }
        return (taken, nil)
    }
}

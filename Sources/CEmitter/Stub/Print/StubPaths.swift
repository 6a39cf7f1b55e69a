// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Follows the likely way through a stub and counts.
struct StubPaths {
    let reason: ExitReason
    let allocator: TraceAllocator

    /// - Parameter dispatch: instructions that have compared the reason.
    func path(dispatch: Int) -> StubPath {
        let way: [AssemblyInstruction] = instructions
        return StubPath(
            reason: reason, instructions: StubProgram.arrival + dispatch + way.count, dispatch: dispatch,
            fieldReads: 1 + way.filter { $0.mnemonic == "HVP_VMREAD" }.count,
            fieldWrites: way.filter { $0.mnemonic == "HVP_VMWRITE" }.count,
            msrAccesses: way.filter { $0.mnemonic == "HVP_RDMSR" || $0.mnemonic == "HVP_WRMSR" }.count,
            // The one for the exit reason, and the stub's own.
            registersSaved: 1 + way.filter(\.savesGuestRegister).count)
    }

    /// From the stub's beginning on to VMRESUME.
    private var instructions: [AssemblyInstruction] {
        var way: [AssemblyInstruction] = []
        var position: Int? = 0
        while let here = position, here < allocator.blocks.count {
            position = here + 1
            for instruction: AssemblyInstruction in allocator.blocks[here].instructions {
                way.append(instruction)
                if instruction.mnemonic == "HV_VMRESUME" { return way }
                if instruction.mnemonic == "jmp", case .label(let target) = instruction.operands.last {
                    let label: AssemblyLabel = allocator.aliases[target] ?? target
                    position = allocator.blocks.firstIndex { $0.label == label }
                    break
                }
            }
        }
        return way
    }
}

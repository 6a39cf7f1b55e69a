// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Foundation
import Testing
import VMXModel

/// The comparison with the interpreter finds what is wrong in the assembly.
@Suite struct MutantTests {
    struct Mutant: CustomTestStringConvertible {
        let testDescription: String
        /// What is replaced, where it comes last.
        let old: String
        let new: String
    }

    private static let mutants: [Mutant] = [
        Mutant(testDescription: "a register is not restored", old: "\tmov\tHV_VCPU_RDI(%rsp), %rdi\n", new: ""),
        Mutant(
            testDescription: "the slow path gets a changed register", old: "\tmov\tHV_VCPU_RSI(%rsp), %rsi\n", new: ""),
        Mutant(testDescription: "a decision is the wrong way round", old: "\tjz\t", new: "\tjnz\t"),
        Mutant(testDescription: "a counter goes down", old: "\tincq\t", new: "\tdecq\t"),
        Mutant(testDescription: "another field is read", old: "$HV_GUEST_RFLAGS", new: "$HV_GUEST_RSP"),
        Mutant(testDescription: "a mask has one bit less", old: "$0xbffffffe", new: "$0xfffffffe"),
        Mutant(testDescription: "the low half only is compared", old: "cmp\t$0xa, %esi", new: "cmp\t$0xa, %si"),
        Mutant(testDescription: "RSP has moved", old: "\tHV_VMRESUME\n", new: "\tpush\t%rax\n\tHV_VMRESUME\n"),
    ]

    @Test(arguments: mutants)
    func mutantIsFound(mutant: Mutant) throws {
        let model: ResolvedModel = try Models.observer(stubs: [exits.cpuid.declaration])
        var isChanged = false
        let bench = try StubBench(model) { text in
            guard let place = text.range(of: mutant.old, options: .backwards) else { return text }
            isChanged = true
            return text.replacingCharacters(in: place, with: mutant.new)
        }
        #expect(isChanged, "the stub has no \(mutant.old)")
        #expect(throws: ToolFailure.self) {
            _ = try bench.compare(states: 400, seed: 11)
            try bench.compareOthers(seed: 12)
        }
    }
}

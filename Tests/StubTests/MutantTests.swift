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
        var exit: ExitReason = exits.cpuid.declaration
    }

    private static let mutants: [Mutant] = [
        Mutant(testDescription: "a decision is the wrong way round", old: "\tjz\t", new: "\tjnz\t"),
        Mutant(testDescription: "a counter goes down", old: "\tincq\t", new: "\tdecq\t"),
        Mutant(testDescription: "another field is read", old: "$HV_GUEST_RFLAGS", new: "$HV_GUEST_RSP"),
        Mutant(testDescription: "a mask has one bit less", old: "$0xbffffffe", new: "$0xfffffffe"),
        Mutant(testDescription: "RSP has moved", old: "\tHV_VMRESUME\n", new: "\tpush\t%rax\n\tHV_VMRESUME\n"),
    ]

    /// Mistakes in what the compiler has rules of its own for.
    private static let mutantsOfRules: [Mutant] = [
        Mutant(testDescription: "no carry is a carry", old: "\tjc\t", new: "\tjnc\t"),
        Mutant(testDescription: "the carry is taken away", old: "\tincl\tHV_VCPU_SUM", new: "\tdecl\tHV_VCPU_SUM"),
        Mutant(testDescription: "EIP does not wrap", old: "movl\t$0, HV_VCPU_SUM", new: "movl\t$1, HV_VCPU_SUM"),
        Mutant(testDescription: "the length is taken away", old: "\taddl\t", new: "\tsubl\t"),
        Mutant(testDescription: "TF is not tested", old: "$0x30100", new: "$0x30000"),
        Mutant(testDescription: "MOV SS is not tested", old: "$0x30100", new: "$0x10100"),
        Mutant(
            testDescription: "the second field is taken from beside it", old: "HV_VCPU_SCRATCH + 2(%rsp), %r",
            new: "HV_VCPU_SCRATCH + 1(%rsp), %r"),
        Mutant(testDescription: "TF is lost on the rare way", old: "\tmovzwl\t", new: "\tmovzbl\t"),
        Mutant(
            testDescription: "the last special MSR is none", old: "cmp\t$0x493, %ecx", new: "cmp\t$0x492, %ecx",
            exit: exits.rdmsr.declaration),
        Mutant(
            testDescription: "a register is not restored", old: "\tmov\tHV_VCPU_RSI(%rsp), %rsi\n", new: "",
            exit: exits.rdmsr.declaration),
        Mutant(
            testDescription: "C is given another reason", old: "\tmov\t$0x1f, %e", new: "\tmov\t$0x1e, %e",
            exit: exits.rdmsr.declaration),
    ]

    @Test(arguments: mutants + mutantsOfRules)
    func mutantIsFound(mutant: Mutant) throws {
        let model: ResolvedModel = try Models.observer(stubs: [mutant.exit])
        var isChanged = false
        let bench = try StubBench(model) { text in
            guard let place = text.range(of: mutant.old, options: .backwards) else { return text }
            isChanged = true
            return text.replacingCharacters(in: place, with: mutant.new)
        }
        #expect(isChanged, "the stub has no \(mutant.old)")
        #expect(throws: ToolFailure.self) {
            _ = try bench.compare(states: 4000, seed: 11)
            try bench.compareOthers(seed: 12)
        }
    }
}

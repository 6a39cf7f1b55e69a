// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Foundation
import Hypervisors
import Testing
import VMXModel

@testable import Reports

@Suite struct BuildReportTests {
    private func figures(_ name: String, in disassembly: Disassembly) throws -> FunctionFigures {
        try #require(disassembly.functions.first { $0.name == name })
    }

    // MARK: What a compiler makes of a known source

    /// Assembly in C, so that the compiler has nothing to decide.
    private static let source: String = """
        void other(void);
        void more(long *);

        __attribute__((naked)) void plain(void)
        {
        \tasm volatile("mov $0x681e, %eax; vmread %rax, %rdx; vmwrite %rdx, %rax; ret");
        }

        __attribute__((naked)) void guarded(void)
        {
        \tasm volatile("test %rdi, %rdi; jz 1f; push %rbx; push %r12; sub $24, %rsp; call other; call other;"
        \t             "add $24, %rsp; pop %r12; pop %rbx; rdmsr; 1: ret");
        }

        __attribute__((naked)) void tail(void)
        {
        \tasm volatile("nop; jmp other");
        }

        long compiled(long value)
        {
        \tlong numbers[4] = { value };

        \tif (!value)
        \t\treturn 0;
        \tmore(numbers);
        \tother();
        \treturn numbers[1] + value;
        }
        """

    private static let disassembly: Result<Disassembly, any Error> = Result {
        try Workshop().disassembly(
            source, named: "known.c", options: ["-O2", "-fno-stack-protector", "-fcf-protection=none"])
    }

    @Test func aStraightFunction() throws {
        let plain: FunctionFigures = try figures("plain", in: try Self.disassembly.get())
        #expect(plain.shortestPath == 4)
        #expect(plain.vmreads == 1 && plain.vmwrites == 1 && plain.msrAccesses == 0)
        #expect(plain.calls == [] && plain.stackFrame == 0 && plain.pushes == 0)
    }

    @Test func theShortestPathGoesAroundTheGuard() throws {
        let guarded: FunctionFigures = try figures("guarded", in: try Self.disassembly.get())
        #expect(guarded.shortestPath == 3)
        #expect(guarded.calls == ["other", "other"])
        #expect(guarded.pushes == 2 && guarded.stackFrame == 24 && guarded.msrAccesses == 1)
    }

    @Test func aJumpIntoAnotherFunctionEndsAPath() throws {
        #expect(try figures("tail", in: try Self.disassembly.get()).shortestPath == 2)
    }

    @Test func whatTheCompilerDecides() throws {
        let compiled: FunctionFigures = try figures("compiled", in: try Self.disassembly.get())
        #expect(compiled.calls == ["more", "other"])
        // Room for four numbers of eight bytes, and a register for the value across the calls.
        #expect(compiled.stackFrame >= 32)
        #expect(compiled.pushes >= 1)
        #expect(compiled.shortestPath < compiled.instructions)
        #expect(compiled.bytes > compiled.instructions)
    }

    // MARK: What objdump prints

    /// From hvcore.ko of 6.1, shortened: the kernel's returns are jumps to a thunk.
    private static let kernelText: String = """

        observer.o:     file format elf64-x86-64

        SYMBOL TABLE:
        0000000000000000 l    d  .noinstr.text\t0000000000000000 .noinstr.text
        0000000000000000 l     F .noinstr.text\t000000000000001e observer_cpuid
        0000000000000020 l     F .noinstr.text\t0000000000000007 observer_vmcall.constprop.0
        0000000000000000         *UND*\t0000000000000000 __x86_return_thunk


        Disassembly of section .noinstr.text:

        0000000000000000 <observer_cpuid>:
           0:\tpush   %rbx
           1:\tadd    $0xffffffffffffff80,%rsp
           5:\tmov    $0x681e,%edx
           a:\tvmread %rdx,%rax
           d:\ttest   %eax,%eax
           f:\tjne    18 <observer_cpuid+0x18>
          11:\tcall   16 <observer_cpuid+0x16>\t12: R_X86_64_PLT32\thv_inject-0x4
          16:\tpop    %rbx
          17:\tnop
          18:\tpop    %rbx
          19:\tjmp    1e <observer_cpuid+0x1e>\t1a: R_X86_64_PLT32\t__x86_return_thunk-0x4
          1e:\txchg   %ax,%ax

        0000000000000020 <observer_vmcall.constprop.0>:
          20:\txor    %eax,%eax
          22:\tjmp    27 <observer_vmcall.constprop.0+0x7>\t23: R_X86_64_PLT32\t__x86_return_thunk-0x4

        """

    @Test func returnsThatAreJumps() throws {
        let cpuid: FunctionFigures = try figures("observer_cpuid", in: Disassembly(Self.kernelText))
        #expect(cpuid.bytes == 0x1e)
        // What aligns the next function is none of its own.
        #expect(cpuid.instructions == 11)
        #expect(cpuid.shortestPath == 8)
        #expect(cpuid.calls == ["hv_inject"])
        #expect(cpuid.vmreads == 1 && cpuid.pushes == 1 && cpuid.stackFrame == 128)
    }

    @Test func handlersAreFoundByTheirNames() throws {
        let model: ResolvedModel = try CostTests.model.get()
        let report = BuildReport(
            of: model, functionName: { owner, reason in owner + "_" + reason.symbol.dropFirst(12).lowercased() },
            objects: [Disassembly(Self.kernelText)])
        let observer = try #require(report.hypervisors.first)
        #expect(report.hypervisors.map(\.name) == ["observer"])
        #expect(observer.handlers.map(\.exit) == ["CPUID", "VMCALL"])
        #expect(observer.handlers[1].function.bytes == 7)
        #expect(observer.inlined.contains("RDMSR") && observer.stubs == nil)
        #expect(BuildTable(report).text.contains("CPUID"))
    }

    @Test func operandsAndPrefixes() {
        let text = """
            Disassembly of section .text:

            0000000000000000 <f>:
               0:\tlock xadd %eax,0x8(%rdi,%rsi,4)
               5:\tmov    0x0(%rip),%rax        # c <f+0xc>\t8: R_X86_64_PC32\tcounter-0x4
               c:\tnotrack jmp *%rax
            """
        let block: Disassembly.Block? = Disassembly(text).blocks.first
        let all: [Disassembly.Instruction] = block?.instructions ?? []
        #expect(all.map(\.mnemonic) == ["xadd", "mov", "jmp"])
        #expect(all.map(\.operands) == [["%eax", "0x8(%rdi,%rsi,4)"], ["0x0(%rip)", "%rax"], ["*%rax"]])
        #expect(all.map(\.symbol) == [nil, "counter", nil])
        #expect(all[0].prefixes == ["lock"] && all[2].isIndirect)
    }
}

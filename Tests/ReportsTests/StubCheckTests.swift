// SPDX-License-Identifier: GPL-2.0-only

import CEmitter
import Foundation
import Hypervisors
import Testing
import VMXModel

@testable import Reports

/// The check of object code, on the stubs of this repository and on ones that break each rule.
@Suite struct StubCheckTests {
    private static let memorySize: Int = 0x200

    private func check(_ text: String, patched: [UInt64] = []) throws -> StubCheck {
        let disassembly: Disassembly = try Workshop().disassembly(text, named: "sample.S")
        return try StubCheck(disassembly, owner: "sample", memorySize: Self.memorySize, patched: patched)
    }

    /// A stub with one more instruction in it.
    private func stub(_ line: String, end: String = "vmresume\n\tjmp hv_vmresume_failed") -> String {
        """
        \t.section .noinstr.text, "ax"
        sample_exit_entry:
        \tmov %rsi, 0x30(%rsp)
        \tmov $0x4402, %esi
        \tvmread %rsi, %rsi
        \tcmp $10, %esi
        \tjne sample_exit_entry_c
        \tincq 0x150(%rsp)
        \t\(line)
        .Lagain:
        \tmov 0x30(%rsp), %rsi
        \t\(end)
        sample_exit_entry_c:
        \tmov %rax, (%rsp)
        \tcall sample_handle_exit
        \tvmresume
        \tjmp hv_vmresume_failed

        """
    }

    @Test(arguments: [
        "nop", "cpuid", "lea 5(%rax, %rbx), %rcx", "and $0xffffffdf, %ecx", "vmread %rsi, 0x20(%rsp)", "jz .Lagain",
        "xchg %rax, %rbx", "setc %al", "cmovnz %rax, %rbx", "rdmsr", "movzbl %al, %eax", "cmpq $0, 0x108(%rsp)",
        "testb $2, 0x88(%rsp)", "bt %rcx, %rax", "addl %ecx, 0x110(%rsp)", "jc .Lagain",
        "testl $0x30100, 0x100(%rsp)", "incl 0x114(%rsp)", "vmwrite 0x110(%rsp), %rdx", "movzwl 0x100(%rsp), %edx", "movabs $0x123456789abcdef, %rax",
    ])
    func goodInstructionsPass(line: String) throws {
        #expect(try check(stub(line)).violations == [])
    }

    struct Mutant: CustomTestStringConvertible {
        let line: String
        /// As objdump prints it.
        let shown: String
        let rule: StubCheck.Rule

        init(_ line: String, _ shown: String, _ rule: StubCheck.Rule) {
            (self.line, self.shown, self.rule) = (line, shown, rule)
        }

        var testDescription: String { line }
    }

    static let mutants: [Mutant] = [
        Mutant("ret", "ret", .noReturn),
        Mutant("iretq", "iretq", .noReturn),
        Mutant("jmp *%rax", "jmp *%rax", .noIndirectBranch),
        Mutant("notrack jmp *%rax", "notrack jmp *%rax", .noIndirectBranch),
        Mutant("jmp *0x100(%rsp)", "jmp *0x100(%rsp)", .noIndirectBranch),
        Mutant("call *%rax", "call *%rax", .noIndirectBranch),
        Mutant("call sample_handle_exit", "call sample_handle_exit", .noCall),
        Mutant("mov (%rax), %rbx", "mov (%rax),%rbx", .ownMemory),
        Mutant("mov %rbx, 8(%rsi)", "mov %rbx,0x8(%rsi)", .ownMemory),
        Mutant("mov 0x100(%rsp, %rax, 8), %rbx", "mov 0x100(%rsp,%rax,8),%rbx", .ownMemory),
        Mutant("mov %gs:0x30(%rsp), %rbx", "mov %gs:0x30(%rsp),%rbx", .ownMemory),
        Mutant("mov %gs:0x30, %rbx", "mov %gs:0x30,%rbx", .ownMemory),
        Mutant("mov somewhere(%rip), %rbx", "mov 0x0(%rip),%rbx", .ownMemory),
        Mutant("mov 0x1000, %ebx", "mov 0x1000,%ebx", .ownMemory),
        Mutant("vmread %rsi, (%rdi)", "vmread %rsi,(%rdi)", .ownMemory),
        Mutant("mov 0x200(%rsp), %rbx", "mov 0x200(%rsp),%rbx", .ownMemory),
        Mutant("mov %rax, -8(%rsp)", "mov %rax,-0x8(%rsp)", .stackPointer),
        Mutant("push %rax", "push %rax", .stackPointer),
        Mutant("pop %rax", "pop %rax", .stackPointer),
        Mutant("mov %rax, %rsp", "mov %rax,%rsp", .stackPointer),
        Mutant("add $8, %rsp", "add $0x8,%rsp", .stackPointer),
        Mutant("wbinvd", "wbinvd", .knownInstruction),
        Mutant("rep movsb", "rep movsb %ds:(%rsi),%es:(%rdi)", .knownInstruction),
        Mutant("lock incq 0x150(%rsp)", "lock incq 0x150(%rsp)", .knownInstruction),
        Mutant("out %al, $0x80", "out %al,$0x80", .knownInstruction),
        Mutant("hlt", "hlt", .knownInstruction),
        Mutant("setssbsy", "setssbsy", .knownInstruction),
        Mutant("jmp somewhere", "jmp somewhere", .jumpsInside),
        Mutant("jz somewhere", "je somewhere", .jumpsInside),
    ]

    @Test(arguments: mutants)
    func everyMutantIsRefused(mutant: Mutant) throws {
        let violations: [StubCheck.Violation] = try check(stub(mutant.line)).violations
        #expect(violations.map(\.rule) == [mutant.rule])
        let message: String = violations.map(\.description).joined()
        #expect(message.contains("`\(mutant.shown)`"), "\(message)")
        #expect(message.contains("DESIGN.md, \"The exit path\""))
    }

    @Test(arguments: ["vmresume", "vmresume\n\tjmp .Lagain", "vmresume\n\tnop\n\tjmp hv_vmresume_failed"])
    func vmresumeThatFailsGoesToItsHandler(end: String) throws {
        let rules: [StubCheck.Rule] = try check(stub("nop", end: end)).violations.map(\.rule)
        #expect(rules.contains(.resumeThenFailure), "\(rules)")
    }

    /// A handler that is called from between the stubs: its call is C's, and begins with the mitigations.
    private func stub(calling line: String, then jump: String) -> String {
        stub(jump).replacingOccurrences(
            of: "sample_exit_entry_c:\n",
            with: """
                sample_rdmsr_call:
                \tlfence
                .Lcalling:
                \t\(line)
                \tcall sample_rdmsr
                sample_rdmsr_called:
                \t\(jump)
                sample_exit_entry_c:

                """)
    }

    @Test func callsOfHandlersAreNotStubs() throws {
        #expect(try check(stub(calling: "ret", then: "je sample_rdmsr_call")).violations == [])
        #expect(try check(stub(calling: "ret", then: "ret")).violations.map(\.rule) == [.noReturn, .noReturn])
    }

    @Test func noJumpLeadsBehindTheMitigations() throws {
        let rules: [StubCheck.Rule] = try check(stub(calling: "nop", then: "je .Lcalling")).violations.map(\.rule)
        #expect(rules == [.jumpsInside, .jumpsInside])
    }

    @Test func whatIsPatchedIsRefused() throws {
        let found: [StubCheck.Violation] = try check(stub("nop"), patched: [5]).violations
        #expect(found.map(\.rule) == [.noPatching])
        #expect(found.first?.place.contains("0x5") == true)
    }

    /// `objdump -r -j .altinstructions` of Debian's binutils 2.40.
    @Test func alternativesAreFound() {
        let text = """

            observer_exit.o:     file format elf64-x86-64

            RELOCATION RECORDS FOR [.altinstructions]:
            OFFSET           TYPE              VALUE
            0000000000000000 R_X86_64_PC32     .noinstr.text+0x00000000000001a4
            0000000000000004 R_X86_64_PC32     .altinstr_replacement
            000000000000000c R_X86_64_PC32     .noinstr.text
            000000000000000e R_X86_64_PC32     observer_exit_entry_c+0x0000000000000010
            0000000000000012 R_X86_64_PC32     .altinstr_replacement+0x000000000000001f

            """
        let symbols = """
            SYMBOL TABLE:
            0000000000000000 l    d  .altinstr_replacement\t0000000000000000 .altinstr_replacement
            0000000000000134 l       .noinstr.text\t0000000000000000 observer_exit_entry_c

            """
        #expect(Disassembly(symbols).patchedAddresses(text, in: ".noinstr.text") == [0x1a4, 0, 0x144])
    }

    /// Nothing but the way to C: both symbols have one address, and objdump shows only one of them in the code.
    @Test func aHypervisorWithoutStubs() throws {
        let text = """
            \t.section .noinstr.text, "ax"
            sample_exit_entry:
            sample_exit_entry_c:
            \tmov %rax, (%rsp)

            """
        let empty: StubCheck = try check(text)
        #expect(empty.instructions == [] && empty.violations == [])
    }

    @Test func anObjectWithoutTheBorderIsNotChecked() throws {
        let text: String = stub("ret").replacingOccurrences(of: "sample_exit_entry_c:", with: "other:")
            .replacingOccurrences(of: "jne sample_exit_entry_c", with: "jne other")
        let failure = try #require(throws: StubCheck.Failure.self) { _ = try check(text) }
        #expect(failure.description.contains("sample_exit_entry_c"))
    }

    // MARK: The stubs here

    static let names: [String] = hypervisors.filter { $0.mode == .runningSystem }.map(\.name)

    static func generated(_ name: String) throws -> String {
        try String(
            contentsOf: Package.root.appendingPathComponent("Generated/hypervisors/\(name)_exit.S"), encoding: .utf8)
    }

    private static func stateOffset() throws -> Int {
        let header: String = try String(
            contentsOf: Package.root.appendingPathComponent("Generated/arch/control_words.h"), encoding: .utf8)
        let line = try #require(header.split(separator: "\n").first { $0.hasPrefix("#define HV_VCPU_STATE\t") })
        return try #require(line.split(separator: "x").last.flatMap { Int($0, radix: 16) })
    }

    private func checkGenerated(_ name: String, change: (String) -> String = { $0 }) throws -> StubCheck {
        let description = try #require(hypervisors.first { $0.name == name })
        return try StubCheck(
            try Workshop().exitPath(change(Self.generated(name))), owner: name,
            memorySize: try Self.stateOffset() + KernelEmitter.stateSize(of: description))
    }

    @Test(arguments: names)
    func generatedStubsKeepTheRules(name: String) throws {
        let check: StubCheck = try checkGenerated(name)
        #expect(check.violations == [])
        let hasStubs: Bool = try Self.generated(name).contains("HV_VMRESUME")
        #expect(check.instructions.contains { $0.mnemonic == "vmresume" } == hasStubs)
    }

    /// The declared state ends where the layout says.
    @Test func memoryBehindTheStateIsNotTheStubs() throws {
        let check: StubCheck = try checkGenerated("observer") {
            $0.replacingOccurrences(of: "HV_VCPU_STATE + 0x50", with: "HV_VCPU_STATE + 0x300")
        }
        #expect(check.violations.map(\.rule) == [.ownMemory])
    }
}

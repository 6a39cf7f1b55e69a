// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Foundation
import Hypervisors
import Testing
import VMXModel

@testable import CEmitter

/// The verifier of printed stubs takes what the compiler makes, and refuses memory that is not the vcpu's own.
@Suite struct MemoryCheckTests {
    /// State of each scope, so that a stub could reach for the wrong one.
    private static let states: [StateVariable] = {
        let place = Place(fileID: "StubTests/MemoryCheckTests.swift", line: 1)
        func variable(_ name: String, _ type: ValueType, _ scope: StateVariable.Scope, _ count: Int?) -> StateVariable {
            StateVariable(
                name: name, type: type, count: count, initial: 0, scope: scope, exportName: nil, summary: "",
                location: place)
        }
        return [
            variable("flag", .u8, .vcpu, nil), variable("counts", .u64, .vcpu, 4), variable("here", .u64, .cpu, 16),
            variable("all", .u64, .vm, 16),
        ]
    }()

    private static let check = StubMemoryCheck(layout: StateLayout(states), vcpu: VCPULayout(architecture))

    @Test(arguments: [
        "mov %rsi, HV_VCPU_RSI(%rsp)", "mov HV_VCPU_R15(%rsp), %r15", "cmp HV_VCPU_REGS+0x20(%rsp), %edi",
        "HVP_VMREAD %rsi, HV_VCPU_REGS+0x20(%rsp)", "testb $0x8, HV_VCPU_CONTROLS + 8(%rsp)",
        "incq HV_VCPU_STATE + 0x8(%rsp)", "addq $5, HV_VCPU_STATE + 0x20(%rsp)", "movzbl HV_VCPU_STATE(%rsp), %eax",
        "lea 0x10(%rdi, %rsi), %r8", "jnz .Lslow /* not (%rax) */", ".Lslow:", "HVP_RDMSR .Lslow", "HV_VMRESUME",
        "HVP_VMREAD %rax, HV_VCPU_SUM(%rsp)", "incl HV_VCPU_SUM + 4(%rsp)", "movl $0, HV_VCPU_SUM + 4(%rsp)",
        "testl $0x3, HV_VCPU_SCRATCH + 2(%rsp)", "HVP_VMREAD %rax, HV_VCPU_SCRATCH + 8(%rsp)",
    ])
    func isTaken(line: String) {
        #expect(Self.check.violations(in: ["\t" + line]).isEmpty)
    }

    struct Mutant: CustomTestStringConvertible {
        let line: String
        let reason: String
        var testDescription: String { line }
    }

    @Test(arguments: [
        // Behind the registers, the controls and the state; between them lie the pointers to what is shared.
        Mutant(line: "mov %rax, HV_VCPU_REGS+0x80(%rsp)", reason: "stubs do not change the controls"),
        Mutant(line: "mov HV_VCPU_CONTROLS + 48(%rsp), %rax", reason: "no register, control or state"),
        Mutant(line: "mov HV_VCPU_CONTROLS + 36(%rsp), %rax", reason: "no register, control or state"),
        Mutant(line: "incq HV_VCPU_STATE + 0x28(%rsp)", reason: "8 bytes at 0x128"),
        Mutant(line: "incq HV_VCPU_STATE + 0x24(%rsp)", reason: "8 bytes at 0x124"),
        Mutant(line: "incq HV_VCPU_STATE(%rsp)", reason: "8 bytes at 0x100"),
        Mutant(line: "mov %eax, HV_VCPU_STATE + 0x1000(%rsp)", reason: "4 bytes at 0x1100"),
        Mutant(line: "movb $1, HV_VCPU_CONTROLS(%rsp)", reason: "stubs do not change the controls"),
        Mutant(line: "HVP_VMREAD %rsi, HV_VCPU_CONTROLS(%rsp)", reason: "stubs do not change the controls"),
        // Before, across and behind the places for stubs.
        Mutant(line: "movl $0, HV_VCPU_SCRATCH + -4(%rsp)", reason: "4 bytes at 0xe4"),
        Mutant(line: "HVP_VMREAD %rax, HV_VCPU_SCRATCH + 12(%rsp)", reason: "8 bytes at 0xf4"),
        Mutant(line: "addq $5, HV_VCPU_SUM + 4(%rsp)", reason: "8 bytes at 0xfc"),
        // State of the CPU and of the VM, to which only a pointer leads.
        Mutant(line: "incq 0x8(%rsi)", reason: "not RSP and a constant"),
        Mutant(line: "mov (%rax), %rax", reason: "not RSP and a constant"),
        Mutant(line: "incq HV_VCPU_STATE(%rsp, %rsi, 8)", reason: "not RSP and a constant"),
        Mutant(line: "incq observer_counts(%rip)", reason: "not RSP and a constant"),
        Mutant(line: "incq HV_CPU_STATE(%rsp)", reason: "not RSP and a constant"),
        Mutant(line: "mov -0x8(%rsp), %rax", reason: "not RSP and a constant"),
        Mutant(line: "incq %gs:0x8(%rsp)", reason: "not RSP and a constant"),
        // What no operand tells.
        Mutant(line: "push %rax", reason: "what memory push touches"),
        Mutant(line: "call hv_emit", reason: "what memory call touches"),
        Mutant(line: "movsq", reason: "what memory movsq touches"),
        Mutant(line: "HV_SAVE_REGISTERS", reason: "what memory HV_SAVE_REGISTERS touches"),
        Mutant(line: "jmp *%rax", reason: "the way it goes"),
        Mutant(line: "jmp *HV_VCPU_RAX(%rsp)", reason: "the way it goes"),
        Mutant(line: "bt %eax, HV_VCPU_CONTROLS(%rsp)", reason: "part of the address"),
        Mutant(line: "inc HV_VCPU_STATE + 0x8(%rsp)", reason: "the size of the access"),
    ])
    func isRefused(mutant: Mutant) throws {
        let violation: StubMemoryCheck.Violation = try #require(
            Self.check.violations(in: ["\t" + mutant.line]).first)
        #expect(violation.description.contains(mutant.reason), "\(violation)")
    }

    /// The check's numbers are the module's.
    @Test func placesAreThoseOfTheModule() throws {
        let package: URL = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let headers: String = try ["kmod/vcpu_asm.h", "Generated/arch/control_words.h"].map {
            try String(contentsOf: package.appendingPathComponent($0), encoding: .utf8)
        }.joined()
        var found: [String: Int] = [:]
        for line in headers.split(separator: "\n") {
            guard let match = line.wholeMatch(of: /#define (HV_VCPU_\w+)\s+\(?(?:HV_VCPU_REGS \+ 8 \* (\d+)\)|0x(\w+))/)
            else { continue }
            found[String(match.1)] = match.2.flatMap { Int($0) }.map { 8 * $0 } ?? Int(match.3!, radix: 16)!
        }
        // No stub uses the place of RSP.
        #expect(found.removeValue(forKey: "HV_VCPU_SPEC_CTRL") != nil)
        #expect(found == VCPULayout(architecture).symbols)
    }

    private static func check(of states: [StateVariable]) -> StubMemoryCheck {
        StubMemoryCheck(layout: StateLayout(states), vcpu: VCPULayout(architecture))
    }

    /// The observer's own stub, against the layout of a hypervisor that declares less.
    @Test func aStubOfMoreStateIsRefused() throws {
        let model: ResolvedModel = try Models.observer(stubs: [exits.cpuid.declaration])
        let compiler = StubCompiler(model: model, hypervisor: model.hypervisors[0])
        let lines: [String] = try compiler.compile().lines
        #expect(Self.check(of: Hypervisors.observer.states).violations(in: lines).isEmpty)
        #expect(!Self.check(of: []).violations(in: lines).isEmpty)
        let moved: [String] = lines.map { $0.replacing("(%rsp)", with: "(%rbp)") }
        #expect(Self.check(of: Hypervisors.observer.states).violations(in: moved).count > 5)
    }
}

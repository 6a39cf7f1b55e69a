// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Testing
import VMXModel

@testable import CEmitter

/// What every stub keeps, and what the observer's cost.
@Suite struct ProgramTests {
    private static let all: [ExitReason] = [
        exits.cpuid.declaration, exits.vmcall.declaration, exits.rdmsr.declaration, exits.wrmsr.declaration,
    ]

    private func program(_ reasons: [ExitReason]) throws -> StubProgram {
        let model: ResolvedModel = try Models.observer(stubs: reasons)
        return try StubCompiler(model: model, hypervisor: model.hypervisors[0]).compile()
    }

    /// No RET, no indirect branch, no call, no stack, and no memory but the vcpu's.
    @Test func onlyTheVCPUsMemory() throws {
        let allowed: Set<String> = [
            "mov", "movl", "movabs", "movzbl", "movzwl", "lea", "add", "addl", "addq", "inc", "incl", "incq", "sub",
            "and", "or", "xor", "not", "shl", "shr", "cmp", "cmpl", "cmpq", "test", "testb", "testl", "testq", "bt",
            "xchg", "jmp", "HVP_VMREAD", "HVP_VMWRITE", "HVP_CPUID", "HVP_RDMSR", "HVP_WRMSR", "HV_VMRESUME",
        ]
        let conditions: Set<String> = ["e", "ne", "z", "nz", "b", "be", "a", "ae", "c", "nc"]
        for line: String in try program(Self.all).lines where line.hasPrefix("\t") && !line.contains("HV_EXIT_CALL") {
            let words: [Substring] = line.split(whereSeparator: { $0 == "\t" || $0 == " " })
            let mnemonic = String(words[0])
            let isConditional: Bool = ["j", "set", "cmov"].contains {
                mnemonic.hasPrefix($0) && conditions.contains(String(mnemonic.dropFirst($0.count)))
            }
            #expect(allowed.contains(mnemonic) || isConditional, "\(line)")
            #expect(!line.contains("*%") && !line.contains("*("), "\(line)")
            if line.contains("(") && mnemonic != "lea" {
                #expect(line.contains("(%rsp)") && line.contains("HV_VCPU_"), "\(line)")
            }
        }
    }

    @Test func theSameTextEveryTime() throws {
        let lines: [String] = try program(Self.all).lines
        #expect(try program(Self.all).lines == lines)
        let labels: [String] = lines.filter { $0.hasSuffix(":") }
        #expect(Set(labels).count == labels.count)
    }

    @Test func costOfCPUID() throws {
        let path: StubPath = try #require(try program([exits.cpuid.declaration]).pathLengths.first)
        #expect(path.reason == exits.cpuid.declaration)
        #expect(path.instructions - path.dispatch == 21)
        #expect(path.fieldReads == 5)
        #expect(path.fieldWrites == 1)
        #expect(path.msrAccesses == 0)
        #expect(path.registersSaved == 1)
    }

    @Test func costOfVMCALL() throws {
        let path: StubPath = try #require(try program([exits.vmcall.declaration]).pathLengths.first)
        #expect(path.instructions - path.dispatch == 21)
        #expect(path.fieldReads == 5)
        #expect(path.fieldWrites == 1)
        #expect(path.msrAccesses == 0)
        #expect(path.registersSaved == 1)
    }

    @Test func costOfRDMSR() throws {
        let path: StubPath = try #require(try program([exits.rdmsr.declaration]).pathLengths.first)
        #expect(path.instructions - path.dispatch == 23)
        #expect(path.fieldReads == 5)
        #expect(path.fieldWrites == 1)
        #expect(path.msrAccesses == 1)
        #expect(path.registersSaved == 1)
    }

    /// What lowering saves by going behind the instruction before it executes CPUID.
    @Test func costOfCPUIDBeforeAdvancing() throws {
        let model: ResolvedModel = try Models.cpuidBeforeAdvancing()
        let program: StubProgram = try StubCompiler(model: model, hypervisor: model.hypervisors[0]).compile()
        let path: StubPath = try #require(program.pathLengths.first)
        #expect(path.instructions - path.dispatch == 23)
        #expect(path.fieldReads == 5)
        #expect(path.fieldWrites == 1)
    }

    /// What comes before a stub is the arrival and the comparisons, and changes nothing behind them.
    @Test func theDispatchComesOnTop() throws {
        let paths: [StubPath] = try program([exits.cpuid.declaration, exits.vmcall.declaration]).pathLengths
        for path: StubPath in paths {
            let alone: StubPath = try #require(try program([path.reason]).pathLengths.first)
            #expect(path.instructions - path.dispatch == alone.instructions - alone.dispatch)
        }
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Testing
import VMXModel

@testable import CEmitter

/// What a stub cannot have is an error that names the statement, or a way to C before anything happened.
@Suite struct FailureTests {
    private func place(_ line: Int) -> Place { Place(fileID: "Hypervisors/Mine.swift", line: line) }

    private func at(_ line: Int, _ kind: Statement.Kind) -> Statement { Statement(kind, at: place(line)) }

    private var native: Native {
        Native(
            name: "flushCaches", summary: "", parameters: [], results: [], effects: Native.Effects(), location: place(1)
        )
    }

    private func compile(_ body: [Statement], states: [StateVariable] = []) throws -> StubProgram {
        let model: ResolvedModel = try Models.hypervisor([(exits.cpuid.declaration, body)], states: states)
        return try StubCompiler(model: model, hypervisor: model.hypervisors[0]).compile()
    }

    private var isSmall: Expression { .compare(.less, .register(.rax), .constant(7, .u64)) }

    @Test func nativeAfterAnEffect() throws {
        let body: [Statement] = [
            at(10, .setRegister(.rax, .constant(1, .u64))), at(11, .call(native, arguments: [], results: [])),
            at(12, .finish(.resume)),
        ]
        let failure: StubFailure = try #require(throws: StubFailure.self) { _ = try compile(body) }
        #expect(failure.location == place(11))
        #expect(failure.handler == "sample, CPUID")
        #expect(
            failure.description
                == "Hypervisors/Mine.swift:11: error: stub of sample, CPUID: it calls the native flushCaches, which is C, "
                + "after something that must not happen twice; " + StubFailure.suggestion)
    }

    @Test func nativeInAnArmAfterAnEffect() throws {
        let arm: [Statement] = [at(21, .call(native, arguments: [], results: []))]
        let body: [Statement] = [
            at(19, .writeField(rip, .constant(1, .u64))), at(20, .branch(isSmall, then: arm, else: [])),
            at(22, .finish(.resume)),
        ]
        let failure: StubFailure = try #require(throws: StubFailure.self) { _ = try compile(body) }
        #expect(failure.location == place(21))
    }

    /// The effect is in the arm itself: the arm leaves as a whole, before it.
    @Test func armThatLeavesBeforeItsEffect() throws {
        let arm: [Statement] = [
            at(21, .writeField(rip, .constant(1, .u64))), at(22, .call(native, arguments: [], results: [])),
        ]
        let body: [Statement] = [at(20, .branch(isSmall, then: arm, else: [])), at(23, .finish(.resume))]
        let program: StubProgram = try compile(body)
        #expect(!program.lines.contains { $0.contains("HVP_VMWRITE") })
    }

    @Test func nothingLeftForTheStub() throws {
        let body: [Statement] = [at(10, .call(native, arguments: [], results: [])), at(11, .finish(.resume))]
        let failure: StubFailure = try #require(throws: StubFailure.self) { _ = try compile(body) }
        #expect(failure.message == "every path leaves to C before it has done anything")
    }

    @Test(arguments: [StateVariable.Scope.cpu, .vm])
    func stateOfOthers(scope: StateVariable.Scope) throws {
        let shared = StateVariable(
            name: "total", type: .u64, count: nil, initial: 0, scope: scope, exportName: nil, summary: "",
            location: place(1))
        let body: [Statement] = [
            at(9, .setRegister(.rax, .constant(1, .u64))),
            at(10, .addState(shared, index: nil, .constant(1, .u64))), at(11, .finish(.resume)),
        ]
        let failure: StubFailure = try #require(throws: StubFailure.self) { _ = try compile(body, states: [shared]) }
        #expect(failure.location == place(10))
        #expect(failure.message.hasPrefix("total is state of the \(scope.rawValue)"))
    }

    @Test func computedIndex() throws {
        let table = StateVariable(
            name: "leaves", type: .u64, count: 4, initial: 0, scope: .vcpu, exportName: nil, summary: "",
            location: place(1))
        let index: Expression = .binary(.minimum, .register(.rax), .constant(3, .u64))
        let body: [Statement] = [
            at(9, .setRegister(.rax, .constant(1, .u64))),
            at(10, .addState(table, index: index, .constant(1, .u64))), at(11, .finish(.resume)),
        ]
        let failure: StubFailure = try #require(throws: StubFailure.self) { _ = try compile(body, states: [table]) }
        #expect(failure.message.hasPrefix("an index into leaves is computed"))
    }

    @Test func diagnosticsBeforePrinting() throws {
        let body: [Statement] = [
            at(10, .setRegister(.rax, .constant(1, .u64))), at(11, .finish(.fatal(.noHandler))),
        ]
        let model: ResolvedModel = try Models.hypervisor([(exits.cpuid.declaration, body)])
        let found: [Diagnostic] = StubCompiler.diagnostics(for: model)
        #expect(found.map(\.location) == [place(11)])
        #expect(found.map(\.severity) == [.error])
        #expect(try StubCompiler.diagnostics(for: Models.observer(stubs: [exits.cpuid.declaration])).isEmpty)
    }

    @Test func withoutStubs() throws {
        let model: ResolvedModel = try Models.hypervisor([])
        let text: String = try StubFile(model: model, hypervisor: model.hypervisors[0], source: "Spec/Mine.swift")
            .text()
        #expect(
            text == """
                // SPDX-License-Identifier: GPL-2.0-only
                /*
                 * Generated by hvgen from Spec/Mine.swift.
                 * Do not edit: change the spec and run `swift run hvgen`.
                 */
                #include "stub_asm.h"
                #include "arch/vmcs_fields.h"

                HV_EXIT_ENTRY_BEGIN sample_exit_entry
                \tmov\t%rsi, HV_VCPU_RSI(%rsp)
                \tmov\t$HV_VM_EXIT_REASON, %esi
                \tHVP_VMREAD %rsi, %rsi
                .Lsample_slow:
                HV_EXIT_ENTRY_SLOW sample_exit_entry, sample_handle_exit, %rsi, HV_VCPU_RSI

                """)
    }

    private var rip: VMCSField { architecture.fields.map(\.field).first { $0.symbol == "GUEST_RIP" }! }
}

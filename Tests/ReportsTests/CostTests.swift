// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import CEmitter
import Hypervisors
import Testing
import VMXModel
import Verifier

@testable import Reports

@Suite struct CostTests {
    static let model: Result<ResolvedModel, any Error> = Result {
        try Verifier(architecture: architecture).resolve(hypervisors)
    }

    private static func place(_ line: Int) -> VMXModel.SourceLocation {
        VMXModel.SourceLocation(fileID: "Hypervisors/Mine.swift", line: line)
    }

    // MARK: Costs that the eye can count

    /// A hypervisor with one stub.
    private func stub(_ body: [Statement.Kind]) throws -> StubCost {
        let statements: [Statement] = body.enumerated().map { Statement($1, at: Self.place($0)) }
        let reason: ExitReason = exits.cpuid.declaration
        let original: ResolvedModel = try Self.model.get()
        let description = HypervisorDescription(
            name: "sample", summary: "", mode: .runningSystem, isTestOnly: true, controls: [], ownedBits: [],
            msrRules: [], interceptedExceptions: [], states: [], hypercalls: [],
            handlers: [Handler(reason: reason, form: .stub, body: statements, location: Self.place(0))], setup: [],
            location: Self.place(0))
        let hypervisor = ResolvedHypervisor(
            description: description,
            handlers: [
                ResolvedHypervisor.LoweredHandler(
                    reason: reason, form: .stub, body: statements, location: Self.place(0))
            ], setup: [], stopReasons: [.noHandler], possibleExits: [reason])
        let model = ResolvedModel(
            architecture: original.architecture, routines: original.routines, hypervisors: [hypervisor])
        return try #require(try StubCompiler(model: model, hypervisor: hypervisor).compile().costs.first)
    }

    private func field(_ symbol: String) throws -> VMCSField {
        try #require(architecture.fields.map(\.field).first { $0.symbol == symbol })
    }

    @Test func nothingCostsTheWayThereAndBack() throws {
        let cost: StubCost = try stub([.finish(.resume)])
        #expect(cost.ways.map(\.name) == [StubWay.likelyName])
        #expect(cost.worst == cost.likely.count)
        let count: StubCount = cost.likely.count
        // The exit reason: a register is saved for it, its encoding, VMREAD, CMP, JNE, the register again, VMRESUME.
        #expect(count.instructions == 7)
        #expect([count.fieldReads, count.fieldWrites, count.msrAccesses, count.registersSaved] == [1, 0, 0, 1])
    }

    /// What each statement adds to that.
    @Test func everyStatementIsCounted() throws {
        let empty: StubCount = try stub([.finish(.resume)]).likely.count
        let rip = Local("rip", .u64)
        let count: StubCount = try stub([
            .setRegister(.rax, .constant(7, .u64)),
            .readField(try field("GUEST_RIP"), into: rip),
            .writeField(try field("GUEST_RSP"), .local(rip)),
            .finish(.resume),
        ]).likely.count
        // MOV; MOV of the encoding and VMREAD; saving a second register, MOV, VMWRITE and the register again.
        #expect(count.instructions == empty.instructions + 1 + 2 + 4)
        #expect(count.fieldReads == empty.fieldReads + 1)
        #expect(count.fieldWrites == 1)
        #expect(count.registersSaved == empty.registersSaved + 1)
    }

    /// A guard costs a test and a jump; what it guards against has a path of its own.
    @Test func aGuardHasAPathOfItsOwn() throws {
        let isOdd: Expression = .compare(
            .notEqual, .binary(.and, .register(.rbx), .constant(1, .u64)), .constant(0, .u64))
        let guarded: [Statement] = [Statement(.setRegister(.rcx, .register(.rdx)), at: Self.place(9))]
        let cost: StubCost = try stub([.branch(isOdd, then: guarded, else: []), .finish(.resume)])
        let empty: StubCount = try stub([.finish(.resume)]).likely.count
        #expect(cost.likely.count.instructions == empty.instructions + 2)
        #expect(cost.ways.map(\.name) == [StubWay.likelyName, "if_rbx"])
        // MOV, and the jump back.
        #expect(cost.ways[1].count.instructions == cost.likely.count.instructions + 2)
        #expect(cost.worst == cost.ways[1].count)
    }

    /// What only C can do is a path too: to C.
    @Test func leavingToCIsNamed() throws {
        let isOdd: Expression = .compare(
            .notEqual, .binary(.and, .register(.rbx), .constant(1, .u64)), .constant(0, .u64))
        let leaving: [Statement] = [Statement(.finish(.stop(.noHandler)), at: Self.place(9))]
        let cost: StubCost = try stub([
            .branch(isOdd, then: leaving, else: []), .setRegister(.rax, .constant(7, .u64)), .finish(.resume),
        ])
        #expect(cost.ways.map(\.end) == [.guest, .c])
        #expect(cost.worst == cost.likely.count)
    }

    @Test func theWorstPathTakesEveryTurn() throws {
        func isSet(_ register: Register) -> Expression {
            .compare(.notEqual, .binary(.and, .register(register), .constant(1, .u64)), .constant(0, .u64))
        }
        func arm(_ register: Register) throws -> [Statement] {
            [Statement(.writeField(try field("GUEST_RSP"), .register(register)), at: Self.place(9))]
        }
        let cost: StubCost = try stub([
            .branch(isSet(.rbx), then: try arm(.rbx), else: []), .branch(isSet(.rcx), then: try arm(.rcx), else: []),
            .finish(.resume),
        ])
        #expect(cost.likely.count.fieldWrites == 0)
        #expect(cost.ways.map(\.count.fieldWrites).max() == 1)
        #expect(cost.worst.fieldWrites == 2)
        let arms: Int = cost.ways.dropFirst().reduce(0) {
            $0 + $1.count.instructions - cost.likely.count.instructions
        }
        #expect(cost.worst.instructions == cost.likely.count.instructions + arms)
    }

    // MARK: The hypervisors here

    @Test func manifestAndCostAgree() throws {
        let model: ResolvedModel = try Self.model.get()
        let manifest = Manifest(of: model)
        let report = CostReport(of: model)
        #expect(manifest.hypervisors.map(\.name) == report.hypervisors.map(\.name))
        for (left, right) in zip(manifest.hypervisors, report.hypervisors) {
            #expect(left.handlers.count == right.handlers.count)
            for handler in right.handlers {
                let path = try #require(left.handlers.first { $0.number == handler.number })
                #expect(path.cost == handler.cost && path.form == handler.form, "\(left.name), \(handler.exit)")
            }
        }
    }

    /// The way that is likely here is the way that the search for short stubs looks at.
    @Test func theLikelyPathIsTheOneThatIsImproved() throws {
        let model: ResolvedModel = try Self.model.get()
        for hypervisor in model.hypervisors where hypervisor.description.mode == .runningSystem {
            let program: StubProgram = try StubCompiler(model: model, hypervisor: hypervisor).compile()
            #expect(program.costs.map(\.reason) == program.pathLengths.map(\.reason))
            for (cost, path) in zip(program.costs, program.pathLengths) {
                let count: StubCount = cost.likely.count
                #expect(count.instructions == path.instructions, "\(hypervisor.name), \(cost.reason.name)")
                #expect(count.fieldReads == path.fieldReads && count.fieldWrites == path.fieldWrites)
                #expect(count.msrAccesses == path.msrAccesses && count.registersSaved == path.registersSaved)
            }
        }
    }

    /// The same accesses, counted in the stub's instructions and in the handler's text.
    @Test func stubAndTextAgree() throws {
        for hypervisor in CostReport(of: try Self.model.get()).hypervisors {
            for handler in hypervisor.handlers {
                guard let likely = handler.cost.paths?.first, let worst = handler.cost.worstPath else { continue }
                let text: PathCount = handler.cost.likely
                #expect(
                    [likely.vmreads, likely.vmwrites, likely.msrAccesses]
                        == [text.vmreads, text.vmwrites, text.msrAccesses], "\(hypervisor.name), \(handler.exit)")
                // What leaves to C is in the text, and not on a path of the stub.
                #expect(worst.vmreads <= handler.cost.worst.vmreads)
                #expect(worst.vmwrites <= handler.cost.worst.vmwrites)
            }
        }
    }

    @Test func theTableHasEveryPath() throws {
        let report = CostReport(of: try Self.model.get(), only: "observer")
        let text: String = CostTable(report).text
        for path in report.hypervisors[0].handlers.flatMap({ $0.cost.paths ?? [] }) {
            #expect(text.contains("  \(path.name)"))
        }
        #expect(report.hypervisors.map(\.name) == ["observer"])
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import CEmitter
import Interpreter
import Testing
import VMXModel

@testable import Reports

/// What is counted on the likely path is what the interpreter does on states that take it.
@Suite struct LikelyPathTests {
    private struct Executed: Equatable {
        var vmreads: Int = 0
        var vmwrites: Int = 0
        var msrAccesses: Int = 0
        var natives: Int = 0
    }

    private struct Turn: Hashable {
        let location: VMXModel.SourceLocation
        let label: String
    }

    private static let mostStates: Int = 4_000
    private static let enough: Int = 10

    @Test func countsAreWhatTheInterpreterDoes() throws {
        let model: ResolvedModel = try CostTests.model.get()
        var compared = 0
        var untaken: [String] = []
        for hypervisor: ResolvedHypervisor in model.hypervisors {
            for entry: ResolvedCost in ResolvedCost.all(of: hypervisor, in: model) {
                let taken: Int = try compare(entry, hypervisor, model)
                compared += taken
                if taken == 0 { untaken.append("\(hypervisor.name), \(entry.handler.reason.name)") }
            }
        }
        #expect(compared > 500)
        #expect(untaken == [], "no state takes what is called likely")
    }

    /// How many states took the likely path.
    private func compare(
        _ entry: ResolvedCost, _ hypervisor: ResolvedHypervisor, _ model: ResolvedModel
    ) throws -> Int {
        let handler: ResolvedHypervisor.LoweredHandler = entry.handler
        let symbols = SymbolTable(
            fields: model.architecture.fields.map(\.field), states: hypervisor.description.states)
        let program = try Program(
            name: handler.reason.symbol, body: handler.body, routines: model.routines, symbols: symbols)
        let generator = StateGenerator(
            symbols: symbols, interests: Interests(body: handler.body, routines: model.routines), controls: [],
            seed: UInt64(handler.reason.number))
        let machine = Machine(symbols: symbols)
        machine.generator = generator
        let path = LikelyPath(of: handler, in: model)
        let wanted: Set<Turn> = Set(path.turns.map { Turn(location: $0.location, label: $0.label) })
        // A register by number that turns out to be RSP is read from the VMCS: rare, and not decided by an arm.
        let mayReadRSP: Bool = path.statements.contains {
            if case .readIndexedRegister = $0.kind { true } else { false }
        }
        var matches = 0
        for _ in 0..<Self.mostStates where matches < Self.enough {
            generator.begin(on: machine)
            program.resetCoverage()
            guard case .finished = machine.run(program) else { continue }
            generator.end(isNovel: machine.tookRareArm)
            let taken: [Arm] = zip(program.arms, program.timesTaken).filter { $0.1 > 0 }.map(\.0)
            let turns: Set<Turn> = Set(
                taken.map { Turn(location: $0.location, label: String($0.label.prefix { $0 != " " })) })
            if turns != wanted { continue }
            var executed = Executed()
            var readsRSP = false
            for effect: Effect in machine.effects {
                switch effect {
                case .readField(let field, _):
                    executed.vmreads += 1
                    readsRSP = readsRSP || field.symbol == "GUEST_RSP"
                case .writeField: executed.vmwrites += 1
                case .readMSR, .writeMSR: executed.msrAccesses += 1
                case .call: executed.natives += 1
                case .cpuid, .emit: break
                }
            }
            if mayReadRSP && readsRSP { continue }
            // The dispatch has read the reason before.
            executed.vmreads += 1
            let cost: PathCount = entry.cost.likely
            #expect(
                executed
                    == Executed(
                        vmreads: cost.vmreads, vmwrites: cost.vmwrites, msrAccesses: cost.msrAccesses,
                        natives: cost.natives), "\(hypervisor.name), \(handler.reason.name)")
            matches += 1
        }
        return matches
    }
}

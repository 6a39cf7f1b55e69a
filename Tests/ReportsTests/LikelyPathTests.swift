// SPDX-License-Identifier: GPL-2.0-only

import Architecture
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

    /// Handlers in C whose guards depend on each other, so that not all can be passed by: an injected #GP is a
    /// constant, and yet whether it has an error code is called rare. Or whose way needs values that
    /// go together in a way that no state here has. What `hvgen cost` calls likely there is an estimate.
    private static let untaken: [String] = [
        "observer, Task switch", "observer, Control-register accesses", "observer, EPT violation",
        "tutorial, Task switch", "tutorial, Control-register accesses", "tutorial, EPT violation",
        "halt_loop, Task switch", "everything, Task switch", "everything, MOV DR", "everything, MONITOR",
        "everything, Access to GDTR or IDTR", "everything, EPT violation", "everything, INVPCID",
    ]

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
                if taken == 0 {
                    #expect(entry.stub == nil, "the likely path of a stub is one that states take")
                    untaken.append("\(hypervisor.name), \(entry.handler.reason.name)")
                }
            }
        }
        #expect(compared > 500)
        #expect(untaken == Self.untaken, "no state takes what is called likely")
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
            symbols: symbols, interests: Interests(body: handler.body, routines: model.routines),
            controls: controlWords.all.map(\.id).map {
                StateGenerator.ControlChoice(word: $0, always: 0, sometimes: .max, noise: 0)
            }, seed: UInt64(handler.reason.number))
        let machine = Machine(symbols: symbols)
        machine.generator = generator
        let path = LikelyPath(of: handler, in: model)
        let wanted: Set<Turn> = Set(path.turns.map { Turn(location: $0.location, label: $0.label) })
        // A register by number that turns out to be RSP is in the VMCS: rare, and not decided by an arm.
        let mayUseRSP: Bool = path.statements.contains { statement in
            switch statement.kind {
            case .readIndexedRegister, .setIndexedRegister: true
            default: false
            }
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
            var usesRSP = false
            for effect: Effect in machine.effects {
                switch effect {
                case .readField(let field, _):
                    executed.vmreads += 1
                    usesRSP = usesRSP || field.symbol == "GUEST_RSP"
                case .writeField(let field, _):
                    executed.vmwrites += 1
                    usesRSP = usesRSP || field.symbol == "GUEST_RSP"
                case .readMSR, .writeMSR: executed.msrAccesses += 1
                case .call: executed.natives += 1
                case .cpuid, .emit: break
                }
            }
            if mayUseRSP && usesRSP { continue }
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

// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import Interpreter
import Testing
import VMXModel
import Verifier

/// What the routines that inject leave in the VMCS is what VM entry takes.
@Suite("Injected events pass the checks of VM entry") struct InjectionTests {
    private static let evaluator: EntryCheckEvaluator = EntryCheckEvaluator(architecture)

    /// #GP(0), with an error code that real-address mode has no place for.
    private static let generalProtection: UInt64 = 0x8000_0b0d

    @Test("an exception with an error code", arguments: BaseState.all.map(\.name))
    func errorCode(in mode: String) throws {
        let base: BaseState = try #require(BaseState.all.first { $0.name == mode })
        let written: EntryState = try state(after: "inject", base)
        for check: EntryCheck in entryChecks.all where check.name.hasPrefix("injection.") {
            #expect(Self.evaluator.check(check, written) != .broken, "\(check.name) in \(base.name)")
        }
        let information: UInt64? = written.fields[vmcs.control.entryInterruptionInformation.declaration]?.knownBits
        #expect(information == (base.name == BaseState.realMode.name ? 0x8000_030d : Self.generalProtection))
    }

    /// Runs a routine with #GP(0) on the state, and puts what it writes into the state.
    private func state(after name: String, _ base: BaseState) throws -> EntryState {
        let verifier = Verifier(architecture: architecture)
        let routines: [Routine] = verifier.lower([]).routines
        let routine: Routine = try #require(routines.first { $0.name == name })
        let here: VMXModel.SourceLocation = routine.location
        let body: [Statement] = [
            Statement(
                .perform(routine, [.constant(Self.generalProtection, .u32), .constant(0, .u32)]), at: here),
            Statement(.finish(.resume), at: here),
        ]
        let symbols = SymbolTable(fields: architecture.fields.map(\.field), states: [])
        let program = try Program(name: "test", body: body, routines: routines, symbols: symbols)
        let machine = Machine(symbols: symbols)
        for field: VMCSField in symbols.fields { machine[field] = base.state.fields[field] ?? .known(0) }
        #expect(machine.run(program) == .finished(.resume))
        var result: EntryState = base.state
        for field: VMCSField in symbols.fields { result.fields[field] = machine[field] }
        return result
    }
}

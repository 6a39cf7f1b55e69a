// SPDX-License-Identifier: GPL-2.0-only

import Interpreter
import Testing
import VMXModel

/// Processors leave exit fields undefined where a reason has no use for them, and
/// emulators fill them in kindly. What a handler does must not depend on them.
@Suite struct UndefinedFieldTests {
    /// The fields that hold nothing for the reason, by the columns of the architecture.
    private static func undefinedFields(_ reason: ExitReason, _ symbols: SymbolTable) -> [VMCSField] {
        var names: [String] = []
        if reason.qualification == nil && reason.nmiUnblocking != .exitQualification { names.append("EXIT_QUALIFICATION") }
        if reason.instructionInformation == nil { names.append("VMX_INSTRUCTION_INFO") }
        if !reason.instructionLengthIsValid && !reason.duringEventDelivery { names.append("VM_EXIT_INSTRUCTION_LEN") }
        if !reason.guestLinearAddressIsValid { names.append("GUEST_LINEAR_ADDRESS") }
        if !reason.guestPhysicalAddressIsValid { names.append("GUEST_PHYSICAL_ADDRESS") }
        if !reason.duringEventDelivery { names += ["IDT_VECTORING_INFO_FIELD", "IDT_VECTORING_ERROR_CODE"] }
        if reason.symbol != "EXIT_REASON_EXCEPTION_NMI" && reason.symbol != "EXIT_REASON_EXTERNAL_INTERRUPT" {
            names.append("VM_EXIT_INTR_ERROR_CODE")
            if reason.nmiUnblocking != .interruptionInformation { names.append("VM_EXIT_INTR_INFO") }
        }
        return names.compactMap { symbols.field(named: $0) }
    }

    @Test("no handler does something else when undefined exit fields hold something else")
    func noDependence() throws {
        let campaign: Campaign = try Campaign.shared.get()
        var fieldsTried: Set<String> = []
        for subject: Subject in campaign.subjects {
            for handler: Subject.CompiledHandler in subject.handlers {
                let fields: [VMCSField] = Self.undefinedFields(handler.reason, subject.symbols)
                fieldsTried.formUnion(fields.map(\.symbol))
                try compare(subject, handler, fields)
            }
        }
        // A name that the database does not have would try nothing.
        #expect(fieldsTried.count == 9, "\(fieldsTried.sorted())")
    }

    private func compare(_ subject: Subject, _ handler: Subject.CompiledHandler, _ fields: [VMCSField]) throws {
        let machine = Machine(symbols: subject.symbols)
        let generator = StateGenerator(
            symbols: subject.symbols, interests: handler.interests, controls: subject.controls, seed: Campaign.seed)
        machine.generator = generator
        for number: UInt64 in 0..<1_000 {
            generator.begin(on: machine)
            // What the handler sees first decides what the generator makes up; both runs get the same.
            _ = machine.run(handler.program)
            let choices: [StateGenerator.Choice] = Array(generator.choices)
            generator.end(isNovel: machine.tookRareArm)
            let runs: [Observation] = [1, 2].map { round in
                replay(choices, seed: generator.seed, subject, handler, fields, round &* 0x1_0000_0001 &+ number)
            }
            #expect(
                runs[0] == runs[1],
                "\(handler.program.name), state \(number): depends on one of \(fields.map(\.symbol))")
            if runs[0] != runs[1] { return }
        }
    }

    /// What a run did, but for the reads.
    private struct Observation: Equatable {
        let outcome: Outcome
        let registers: [Value]
        let effects: [Effect]
    }

    private func replay(
        _ choices: [StateGenerator.Choice], seed: UInt64, _ subject: Subject, _ handler: Subject.CompiledHandler,
        _ fields: [VMCSField], _ noise: UInt64
    ) -> Observation {
        let machine = Machine(symbols: subject.symbols, seed: seed)
        for choice: StateGenerator.Choice in choices { machine.apply(choice) }
        for (index, field) in fields.enumerated() {
            machine[field] = .known(Oracle.splitmix64(noise &+ UInt64(index) << 32))
        }
        let outcome: Outcome = machine.run(handler.program)
        let effects: [Effect] = machine.effects.filter { effect in
            if case .readField = effect { return false }
            return true
        }
        return Observation(outcome: outcome, registers: Register.allCases.map { machine[$0] }, effects: effects)
    }
}

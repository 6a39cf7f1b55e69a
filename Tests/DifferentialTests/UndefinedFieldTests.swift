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
        if reason.qualification == nil && reason.nmiUnblocking != .exitQualification {
            names.append("EXIT_QUALIFICATION")
        }
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
        for subject: Subject in try campaign.subjects() {
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
        let first = Machine(symbols: subject.symbols)
        let generator = StateGenerator(
            symbols: subject.symbols, interests: handler.interests, controls: subject.controls, seed: Campaign.seed)
        first.generator = generator
        let second = Machine(symbols: subject.symbols)
        for number: UInt64 in 0..<500 {
            generator.begin(on: first)
            let outcome: Outcome = first.run(handler.program)
            generator.end(isNovel: first.tookRareArm)
            // The same state, but for the fields in question.
            second.reset(seed: generator.seed)
            for choice: StateGenerator.Choice in generator.choices { second.apply(choice) }
            for (index, field) in fields.enumerated() {
                second[field] = .known(Oracle.splitmix64(number &+ UInt64(index) << 32))
            }
            let same: Bool = second.run(handler.program) == outcome && Self.isSameButForReads(first, second)
            #expect(same, "\(handler.program.name), state \(number): depends on one of \(fields.map(\.symbol))")
            if !same { return }
        }
    }

    private static func isSameButForReads(_ first: Machine, _ second: Machine) -> Bool {
        if effectsButReads(first) != effectsButReads(second) { return false }
        return Register.allCases.allSatisfy { first[$0] == second[$0] }
    }

    /// The raw trace without its VMREADs.
    private static func effectsButReads(_ machine: Machine) -> [UInt64] {
        let words: UnsafeBufferPointer<UInt64> = machine.rawTrace.words
        var result: [UInt64] = []
        var position = 0
        while position < words.count {
            if words[position] != EffectKind.readField.rawValue { result += words[position..<(position + 4)] }
            position += 4
        }
        return result
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import Interpreter
import VMXModel

/// Evaluates checks on a dump for all processors that it can come from at once.
struct EntryJudge {
    let architecture: ArchitectureDescription
    /// The dump alone.
    let state: EntryState
    let names: [String]
    private let evaluator: EntryCheckEvaluator
    private let variants: [ProcessorVariant]
    /// Checks that look at what a processor is capable of, by number.
    private let dependent: Set<Int>

    init(_ dump: VMCSDump, on processors: [CapturedProcessor], _ architecture: ArchitectureDescription) {
        self.architecture = architecture
        evaluator = EntryCheckEvaluator(architecture)
        let inputs: [MachineValue] = ProcessorVariant.inputs(architecture)
        variants = processors.map { ProcessorVariant($0, architecture, inputs) }
        names = processors.map(\.name)
        // The entries of the area stand for the first ones: how many there are is a field of its own.
        let entries: [[MachineValue: Value]] = dump.msrLoadArea.map { index, value in
            var entry: [MachineValue: Value] = [:]
            for input: MachineValue in inputs {
                switch input.source {
                case .msrLoadEntry(offset: 0): entry[input] = .known(UInt64(index))
                case .msrLoadEntry(offset: 8): entry[input] = value.map(Value.known)
                default: break
                }
            }
            return entry
        }
        state = EntryState(
            fields: dump.fields, capabilities: dump.capabilities,
            machine: ProcessorVariant.linux(inputs).merging(dump.machine) { _, own in own }, msrLoadEntries: entries)
        let varying: Set<MachineValue> = variants.reduce(into: []) { $0.formUnion($1.machine.keys) }
        dependent = Set(
            architecture.entryChecks.filter { check in
                check.operands.contains { operand in
                    switch operand {
                    case .capability: true
                    case .machine(let value): varying.contains(value)
                    case .field, .control: false
                    }
                }
            }.map(\.number))
    }

    /// Broken or holding when it is on every processor.
    func verdict(_ check: EntryCheck, _ state: EntryState) -> EntryVerdict {
        guard dependent.contains(check.number), !variants.isEmpty else { return evaluator.check(check, state) }
        var common: EntryVerdict?
        for variant: ProcessorVariant in variants {
            let verdict: EntryVerdict = evaluator.check(check, completed(state, variant))
            if verdict == .unknown || common.map({ $0 != verdict }) ?? false { return .unknown }
            common = verdict
        }
        return common ?? .unknown
    }

    /// What is known of the operands, on the first processor where they differ.
    func values(of check: EntryCheck) -> [EntryOperand: Value] {
        let complete: EntryState = variants.first.map { completed(state, $0) } ?? state
        let alone: EntryState = variants.count == 1 ? complete : state
        return Dictionary(check.operands.map { ($0, evaluator.value(of: $0, alone)) }) { first, _ in first }
    }

    func value(of operand: EntryOperand, _ state: EntryState) -> Value { evaluator.value(of: operand, state) }

    /// The dump's own words count more.
    private func completed(_ state: EntryState, _ variant: ProcessorVariant) -> EntryState {
        var result: EntryState = state
        result.capabilities.merge(variant.capabilities) { own, _ in own }
        result.machine.merge(variant.machine) { own, _ in own }
        return result
    }
}

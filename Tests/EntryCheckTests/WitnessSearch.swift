// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Interpreter
import VMXModel

/// Looks for a state that breaks a check, by small changes of what the check looks at.
struct WitnessSearch {
    static let evaluator: EntryCheckEvaluator = EntryCheckEvaluator(architecture)

    /// The first broken state that is found from one of the base states.
    static func witness(of check: EntryCheck) -> EntryState? {
        for base: BaseState in BaseState.all {
            if let found = witness(of: check, from: base.state) { return found }
        }
        return nil
    }

    private static func witness(of check: EntryCheck, from start: EntryState) -> EntryState? {
        var state: EntryState = start
        if let condition = check.condition {
            guard let reached = climb(to: condition, true, from: state, keeping: nil) else { return nil }
            state = reached
        }
        guard let broken = climb(to: check.predicate, false, from: state, keeping: check.condition) else { return nil }
        return evaluator.check(check, broken) == .broken ? broken : nil
    }

    /// Changes one operand after the other until the expression has the value, one more of its parts each time.
    private static func climb(
        to expression: Expression, _ wanted: Bool, from start: EntryState, keeping kept: Expression?
    ) -> EntryState? {
        let parts: [Expression] = expression.split(wanted ? .and : .or)
        func score(_ state: EntryState) -> Int {
            parts.filter { truth($0, state) == wanted }.count
        }
        var state: EntryState = start
        while score(state) < parts.count {
            let before: Int = score(state)
            func isBetter(_ candidate: EntryState) -> Bool {
                score(candidate) > before && kept.map { truth($0, candidate) == true } ?? true
            }
            let singles: [EntryState] = changes(of: expression, in: state)
            if let better = singles.first(where: isBetter) {
                state = better
                continue
            }
            // Two changes at once, where no single one helps.
            let better: EntryState? = singles.lazy.compactMap { first in
                changes(of: expression, in: first).first(where: isBetter)
            }.first
            guard let better else { return nil }
            state = better
        }
        return state
    }

    private static func truth(_ expression: Expression, _ state: EntryState) -> Bool? {
        var seen: EntryState = state
        // The first entry's values stand for any entry's.
        if let entry = state.msrLoadEntries.first { seen.machine.merge(entry) { _, new in new } }
        return evaluator.value(of: expression, seen).knownBits.map { $0 != 0 }
    }

    /// States in which one operand of the expression is another: single bits, and the constants of the expression.
    static func changes(of expression: Expression, in state: EntryState) -> [EntryState] {
        let constants: [UInt64] = expression.parts.compactMap(\.constantValue)
        let operands: [EntryOperand] = expression.entryOperands
        let others: [UInt64] = operands.map { evaluator.value(of: $0, state).bits }
        let shifts: [Int] = expression.parts.compactMap { part in
            if case .shiftRight(_, let amount) = part { amount } else { nil }
        }
        return operands.flatMap { (operand: EntryOperand) -> [EntryState] in
            let old: UInt64 = evaluator.value(of: operand, state).bits
            var values: [UInt64] = [0, operand.mask]
            for constant: UInt64 in constants {
                let changed: [UInt64] = [constant, constant &+ 1, constant &- 1, old | constant, old & ~constant]
                values += changed
            }
            values += others
            for shift: Int in shifts {
                for constant: UInt64 in constants {
                    let moved: UInt64 = constant << shift
                    values.append(moved)
                    values.append(old | moved)
                }
            }
            for index: UInt64 in 0..<64 {
                let bit: UInt64 = 1 << index
                values.append(old ^ bit)
            }
            return values.map(operand.possible).filter { $0 != old }.map { state.setting(operand, .known($0)) }
        }
    }
}

extension EntryOperand {
    /// The bits that a value of it has.
    var mask: UInt64 {
        switch self {
        case .field(let field): field.valueType.mask
        case .control: 1
        case .capability: UInt64.max
        case .machine(let value): value.type.mask & ~value.alwaysZero
        }
    }

    /// The bits, but for those that are the same on every processor.
    func possible(_ bits: UInt64) -> UInt64 {
        guard case .machine(let value) = self else { return bits & mask }
        return bits & mask | value.alwaysOne
    }
}

extension EntryState {
    /// The same with another value of one operand; a control is put into its word, which is activated if asked for.
    func setting(_ operand: EntryOperand, _ value: Value, activating: Bool = true) -> EntryState {
        var result: EntryState = self
        switch operand {
        case .field(let field): result.fields[field] = value
        case .capability(let msr): result.capabilities[msr] = value
        case .machine(let machine):
            if case .msrLoadEntry = machine.source {
                result.msrLoadEntries[0][machine] = value
            } else {
                result.machine[machine] = value
            }
        case .control(let control): result.set(control.id, value, activating)
        }
        return result
    }

    private mutating func set(_ id: ControlID, _ value: Value, _ activating: Bool) {
        guard let word = controlWords.all.first(where: { $0.id == id.word }) else { return }
        let old: Value = fields[word.field] ?? .known(0)
        let mask: UInt64 = 1 << UInt64(id.bit)
        let bit: UInt64 = value.bits & 1 == 0 ? 0 : mask
        let hidden: UInt64 = value.unknown & 1 == 0 ? 0 : mask
        let kept: UInt64 = old.bits & ~mask
        let keptHidden: UInt64 = old.unknown & ~mask
        fields[word.field] = Value(bits: kept | bit, unknown: keptHidden | hidden)
        if activating, value != .known(0), let activator = word.activatedBy { set(activator, .known(1), true) }
    }
}

extension Expression {
    /// The parts that are joined by the operator at the top.
    func split(_ op: BinaryOperator) -> [Expression] {
        guard type == .bool, case .binary(op, let left, let right) = self else { return [self] }
        return left.split(op) + right.split(op)
    }
}

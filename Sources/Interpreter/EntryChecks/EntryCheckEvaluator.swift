// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Says which checks of VM entry hold in a state of which parts may be unknown.
///
/// What is known of a result is worked out bit by bit, as everywhere in ``Value``: sound, and exact when all operands
/// are known. It never fails: an expression that is no check's is unknown.
public struct EntryCheckEvaluator: Sendable {
    private let words: [ControlWordID: ControlWord]
    /// The VM-entry MSR-load count, for the checks that are performed for each entry.
    private let msrLoadCount: VMCSField?

    /// - Parameters:
    ///   - controlWords: the fields that hold controls, and what activates them.
    ///   - msrLoadCount: the field that has the number of MSRs that VM entry loads.
    public init(controlWords: [ControlWord], msrLoadCount: VMCSField?) {
        words = Dictionary(controlWords.map { ($0.id, $0) }) { first, _ in first }
        self.msrLoadCount = msrLoadCount
    }

    public init(_ architecture: ArchitectureDescription) {
        self.init(
            controlWords: architecture.controlWords,
            msrLoadCount: architecture.fields.first { $0.field.symbol == "VM_ENTRY_MSR_LOAD_COUNT" }?.field)
    }

    /// Whether the check holds.
    public func check(_ check: EntryCheck, _ state: EntryState) -> EntryVerdict {
        guard check.scope == .eachMSRLoadEntry else { return verdict(check, state, [:]) }
        let count: Value = msrLoadCount.map { field(of: $0, state) } ?? .unknown(.u32)
        var result: EntryVerdict = .holds
        for (number, entry) in state.msrLoadEntries.enumerated() {
            if UInt64(number) >= count.maximum { return result }
            let one: EntryVerdict = verdict(check, state, entry)
            // An entry that perhaps is beyond the count breaks nothing for sure.
            result = result.and(UInt64(number) < count.minimum || one == .holds ? one : .unknown)
            if result == .broken { return result }
        }
        return UInt64(state.msrLoadEntries.count) < count.maximum ? result.and(.unknown) : result
    }

    /// The numbers, from 1 as exit qualifications have them, of the entries of the VM-entry MSR-load area that break a
    /// check which is performed for each of them.
    public func brokenMSRLoadEntries(_ check: EntryCheck, _ state: EntryState) -> [Int] {
        guard check.scope == .eachMSRLoadEntry else { return [] }
        let count: UInt64 = msrLoadCount.map { field(of: $0, state).minimum } ?? 0
        return state.msrLoadEntries.enumerated().filter { (number, entry) in
            UInt64(number) < count && verdict(check, state, entry) == .broken
        }.map { $0.offset + 1 }
    }

    /// The value of one of the operands of a check.
    public func value(of operand: EntryOperand, _ state: EntryState) -> Value {
        switch operand {
        case .field(let declared): field(of: declared, state)
        case .control(let control): self.control(control.id, state)
        case .capability(let msr): state.capabilities[msr] ?? .unknown(.u64)
        case .machine(let value): machine(value, state, [:])
        }
    }

    /// The value of an expression, such as a check's condition.
    public func value(of expression: Expression, _ state: EntryState) -> Value {
        evaluate(expression, state, [:])
    }

    private func verdict(
        _ check: EntryCheck, _ state: EntryState, _ entry: [MachineValue: Value]
    ) -> EntryVerdict {
        if let condition = check.condition {
            let applies: Value = evaluate(condition, state, entry)
            if applies == .known(0) { return .holds }
            let holds: EntryVerdict = EntryVerdict(evaluate(check.predicate, state, entry))
            return applies.isKnown || holds == .holds ? holds : .unknown
        }
        return EntryVerdict(evaluate(check.predicate, state, entry))
    }

    // MARK: Operands

    private func field(of field: VMCSField, _ state: EntryState) -> Value {
        (state.fields[field] ?? .unknown(field.valueType)).cut(to: field.valueType.mask)
    }

    /// A control is in effect when its bit is 1, and so is the control that activates its word.
    private func control(_ id: ControlID, _ state: EntryState) -> Value {
        guard let word = words[id.word] else { return .unknown(.bool) }
        let bits: Value = field(of: word.field, state)
        let bit: Value = bits.shiftedRight(by: id.bit).cut(to: 1)
        guard let activator = word.activatedBy, activator != id else { return bit }
        return bit == .known(0) ? bit : bit & control(activator, state)
    }

    private func machine(
        _ value: MachineValue, _ state: EntryState, _ entry: [MachineValue: Value]
    ) -> Value {
        let given: Value = (entry[value] ?? state.machine[value] ?? .unknown(value.type)).cut(to: value.type.mask)
        // What is said of every processor fills in what is not known; it does not contradict what is.
        let always: UInt64 = (value.alwaysOne | value.alwaysZero) & given.unknown
        return Value(bits: given.bits | (value.alwaysOne & always), unknown: given.unknown & ~always)
    }

    // MARK: Expressions

    private func evaluate(
        _ expression: Expression, _ state: EntryState, _ entry: [MachineValue: Value]
    ) -> Value {
        let mask: UInt64 = expression.type.mask
        func part(_ operand: Expression) -> Value { evaluate(operand, state, entry) }
        switch expression {
        case .constant(let value, _): return .known(value & mask)
        case .field(let declared): return field(of: declared, state)
        case .enabled(let declared): return control(declared.id, state)
        case .capability(let msr): return state.capabilities[msr] ?? .unknown(.u64)
        case .machine(let value): return machine(value, state, entry)
        case .local, .register, .indexedRegister, .state, .environment: return .unknown(expression.type)
        case .not(let operand):
            let value: Value = part(operand)
            return Value(bits: ~value.bits & mask, unknown: value.unknown & mask)
        case .binary(let op, let left, let right):
            let first: Value = part(left)
            // The other side cannot change the result.
            if op == .and && first == .known(0) { return first }
            if op == .or && first == .known(mask) { return first }
            return first.combined(op, part(right)).cut(to: mask)
        case .compare(let comparison, let left, let right):
            return Value(part(left).compared(comparison, part(right)))
        case .shiftLeft(let operand, let amount):
            let value: Value = part(operand)
            return Value(bits: value.bits << amount, unknown: value.unknown << amount).cut(to: mask)
        case .shiftRight(let operand, let amount): return part(operand).shiftedRight(by: amount)
        case .bit(let value, let index): return part(value).bit(part(index), width: value.type.bits)
        case .convert(let operand, let type): return part(operand).cut(to: type.mask)
        case .select(let condition, let then, let otherwise):
            switch part(condition).knownBits {
            case 0?: return part(otherwise)
            case .some: return part(then)
            case nil: return .either(part(then), part(otherwise))
            }
        }
    }
}

extension Value {
    /// Zeroes come in; a shift by more than the width leaves nothing.
    fileprivate func shiftedRight(by amount: Int) -> Value { Value(bits: bits >> amount, unknown: unknown >> amount) }

    fileprivate func combined(_ op: BinaryOperator, _ other: Value) -> Value {
        switch op {
        case .add: self &+ other
        case .subtract: self &- other
        case .and: self & other
        case .or: self | other
        case .xor: self ^ other
        case .minimum: .minimum(self, other)
        }
    }

    fileprivate func compared(_ comparison: Comparison, _ other: Value) -> Bool? {
        switch comparison {
        case .equal: Value.equal(self, other)
        case .notEqual: Value.equal(self, other).map { !$0 }
        case .less: Value.less(self, other)
        case .lessOrEqual: Value.less(other, self).map { !$0 }
        case .greater: Value.less(other, self)
        case .greaterOrEqual: Value.less(self, other).map { !$0 }
        }
    }
}

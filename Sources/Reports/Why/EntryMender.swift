// SPDX-License-Identifier: GPL-2.0-only

import Interpreter
import VMXModel

/// Looks for the change of one field with which a broken check holds: the smallest that breaks nothing else.
struct EntryMender {
    struct Result {
        let mend: EntryDiagnosis.Mend
        /// Of the checks that were broken, this one aside, how many still are.
        let othersLeft: Int
        /// Whether no check is broken that was not before.
        let isClean: Bool
    }

    private let judge: EntryJudge
    private let broken: [EntryCheck]

    init(_ judge: EntryJudge, _ broken: [EntryCheck]) {
        self.judge = judge
        self.broken = broken
    }

    /// What the check wants, not what makes it apply: a guest is not to leave its mode for one of its segments. Only
    /// where that does not help, the condition.
    func mend(_ check: EntryCheck) -> Result? {
        mend(check, changing: check.predicate.entryOperands) ?? mend(check, changing: check.operands)
    }

    private func mend(_ check: EntryCheck, changing operands: [EntryOperand]) -> Result? {
        var best: (result: Result, cost: (Int, Int, Int))?
        let others: [EntryCheck] = broken.filter { $0.number != check.number }
        for (field, before) in fields(operands) {
            for after: UInt64 in candidates(check, field, before) {
                var state: EntryState = judge.state
                state.fields[field] = .known(after)
                guard judge.verdict(check, state) == .holds else { continue }
                let left: Int = others.count { judge.verdict($0, state) == .broken }
                let bits: Int = (before ^ after).nonzeroBitCount
                if let best, (best.cost.0, best.cost.2) <= (left, bits) { continue }
                let isClean: Bool = !breaksMore(field, state)
                let cost: (Int, Int, Int) = (left, isClean ? 0 : 1, bits)
                if best.map({ cost < $0.cost }) ?? true {
                    let mend = EntryDiagnosis.Mend(field: field, before: before, after: after)
                    best = (Result(mend: mend, othersLeft: left, isClean: isClean), cost)
                }
            }
        }
        return best?.result
    }

    /// Whether a check that looks at the field is broken now and was not.
    private func breaksMore(_ field: VMCSField, _ state: EntryState) -> Bool {
        let known: Set<Int> = Set(broken.map(\.number))
        let word: ControlWord? = judge.architecture.controlWords.first { $0.field == field }
        return judge.architecture.entryChecks.contains { check in
            guard !known.contains(check.number) else { return false }
            let looks: Bool = check.operands.contains { operand in
                switch operand {
                case .field(field): true
                case .control(let control): control.id.word == word?.id
                default: false
                }
            }
            return looks && judge.verdict(check, state) == .broken
        }
    }

    /// Fields that the dump has, those that hold controls among them.
    private func fields(_ operands: [EntryOperand]) -> [(VMCSField, UInt64)] {
        var found: [VMCSField] = []
        for operand: EntryOperand in operands {
            let field: VMCSField?
            switch operand {
            case .field(let own): field = own
            case .control(let control): field = judge.architecture.word(control.id.word)?.field
            default: field = nil
            }
            if let field, !found.contains(field) { found.append(field) }
        }
        return found.compactMap { field in judge.state.fields[field]?.knownBits.map { (field, $0) } }
    }

    /// Single bits, the constants of the check by themselves and as masks, and the values of its other operands.
    private func candidates(_ check: EntryCheck, _ field: VMCSField, _ before: UInt64) -> [UInt64] {
        let mask: UInt64 = field.valueType.mask
        var values: [UInt64] = (0..<field.valueType.bits).map { before ^ (1 << UInt64($0)) }
        var constants: Set<UInt64> = [0, 1]
        check.expression.forEach { part in
            if case .constant(let value, _) = part { constants.insert(value) }
        }
        for operand: EntryOperand in check.operands {
            if let value = judge.value(of: operand, judge.state).knownBits { constants.insert(value) }
        }
        for constant: UInt64 in constants.sorted() {
            values += [constant, before | constant, before & ~constant, before & constant]
        }
        // An address without what is too high, the rest of the low bits, and a sign that goes on.
        values += [before & 0xffff_ffff, before & ~0xfff, UInt64(bitPattern: Int64(bitPattern: before << 16) >> 16)]
        var seen: Set<UInt64> = [before]
        return values.filter { $0 & ~mask == 0 && seen.insert($0).inserted }
    }
}

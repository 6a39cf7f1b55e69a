// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Walks every path through a list of statements at once, and shows each
/// statement that can be reached together with what is known before it.
struct PathWalker {
    let visit: (Statement, PathState) -> Void

    /// - Returns: what is known at the end; nil when no path gets there.
    func walk(_ statements: [Statement], _ state: PathState) -> PathState? {
        var state: PathState = state
        for statement: Statement in statements {
            visit(statement, state)
            guard let next = step(statement, state) else { return nil }
            state = next
        }
        return state
    }

    private func step(_ statement: Statement, _ before: PathState) -> PathState? {
        var state: PathState = before
        switch statement.kind {
        case .assign(let local, let value):
            state.assign(local, value)
        case .writeField(let field, let value):
            state.set(.field(field), to: value)
        case .setRegister(let register, let value):
            let sources: [ValueSet] = [state.evaluate(value)]
            state.forget { if case .indexedRegister = $0 { true } else { $0 == .register(register) } }
            state.remember(.register(register), sources[0])
            state.noteSet(register)
        case .discard(let registers):
            state.forget { part in
                if case .register(let register) = part { return registers.contains(register) }
                return part.isRegister
            }
            state.noteDiscarded(registers)
        case .setIndexedRegister:
            // Number 4 is RSP, which is a field.
            state.forget { $0.isRegister || $0.isField }
        case .setState(let variable, let index, let value):
            let result: ValueSet = state.evaluate(value)
            state.forget { $0.isState(variable) }
            if index == nil { state.remember(.state(variable, index: nil), result) }
        case .addState(let variable, _, _):
            state.forget { $0.isState(variable) }
        case .cpuid, .readMSR, .writeMSR, .readIndexedRegister:
            for local: Local in statement.assignedLocals { state.assign(local, nil) }
        case .readField(let field, let local):
            state.assign(local, .field(field))
        case .call(let native, _, let results):
            let written: [VMCSField] = native.effects.writesFields
            state.forget { part in
                if case .field(let field) = part { return written.contains(field) }
                return native.effects.touchesRegisters && part.isRegister
            }
            for local: Local in results { state.assign(local, nil) }
        case .emit:
            break
        case .branch(let condition, let then, let otherwise):
            return branch(condition, then, otherwise, state)
        case .select(let subject, let cases, let otherwise):
            return select(subject, cases, otherwise, state)
        case .perform(let routine, _):
            if routine.endsPath { return nil }
            state.forget { $0.isField || $0.isRegister }
        case .end, .finish:
            return nil
        }
        return state
    }

    private func branch(
        _ condition: Expression, _ then: [Statement], _ otherwise: [Statement], _ state: PathState
    ) -> PathState? {
        var holds: PathState = state
        var fails: PathState = state
        let afterThen: PathState? = holds.assume(condition, true) ? walk(then, holds) : nil
        let afterElse: PathState? = fails.assume(condition, false) ? walk(otherwise, fails) : nil
        return Self.join(afterThen, afterElse)
    }

    private func select(
        _ subject: Expression, _ cases: [SwitchCase], _ otherwise: [Statement], _ state: PathState
    ) -> PathState? {
        var result: PathState?
        let possible: ValueSet = state.evaluate(subject)
        for arm: SwitchCase in cases {
            var values: ValueSet?
            for range: ClosedRange<UInt64> in arm.ranges {
                guard let bounds = ValueSet(subject.type, lowest: range.lowerBound, highest: range.upperBound),
                    let part = possible.intersection(bounds)
                else { continue }
                values = values.map { $0.union(part) } ?? part
            }
            var inside: PathState = state
            guard let values, inside.refine(subject, to: values) else { continue }
            result = Self.join(result, walk(arm.body, inside))
        }
        // What no arm takes: the hull of the rest.
        let rest = RangeSet([possible.lowest...possible.highest]).subtracting(RangeSet(cases.flatMap(\.ranges)))
        let left: [ClosedRange<UInt64>] = rest.ranges.filter {
            ValueSet(subject.type, lowest: $0.lowerBound, highest: $0.upperBound).flatMap(possible.intersection) != nil
        }
        guard let first = left.first, let last = left.last else { return result }
        var inside: PathState = state
        guard inside.refine(subject, first.lowerBound, last.upperBound) else { return result }
        return Self.join(result, walk(otherwise, inside))
    }

    private static func join(_ first: PathState?, _ second: PathState?) -> PathState? {
        guard let first else { return second }
        guard let second else { return first }
        return first.join(second)
    }
}

extension Expression {
    var isRegister: Bool {
        switch self {
        case .register, .indexedRegister: true
        default: false
        }
    }

    var isField: Bool { if case .field = self { true } else { false } }

    func isState(_ variable: StateVariable) -> Bool {
        if case .state(variable, _) = self { true } else { false }
    }
}

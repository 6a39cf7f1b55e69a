// SPDX-License-Identifier: GPL-2.0-only

import Interpreter
import VMXModel

/// Asks of each check whether it can apply at all, and whether a state breaks it and no other.
///
/// Every check and every assumption hangs on a literal of its own, so that one set of clauses serves all questions and
/// the solver can say which of them it took to answer. What it finds possible is run through the evaluator.
final class Prover {
    /// What came of a question.
    enum Outcome: Equatable {
        case passed(EntryState?)
        case failed(String)
    }

    private let rules: RuleSet
    private let solver: Solver
    private let text: SMTText
    private let operands: [EntryOperand]
    private let evaluator: EntryCheckEvaluator
    /// A replay needs every entry of the MSR-load area: there are few of them where that does.
    private let fewEntries: String = "few-entries"
    private let mostEntries: UInt64 = 16

    init(_ rules: RuleSet, solver path: String) throws {
        self.rules = rules
        solver = try Solver(path)
        text = SMTText(rules.controlWords)
        operands = rules.operands
        evaluator = rules.evaluator
        solver.tell("(set-option :produce-models true)\n(set-option :produce-unsat-assumptions true)")
        solver.tell("(set-logic QF_BV)")
        declare()
    }

    // MARK: What is told

    private func declare() {
        for operand: EntryOperand in operands {
            solver.tell("(declare-const \(SMTText.name(operand)) \(SMTText.sort(operand.type)))")
        }
        let count: String = SMTText.name(.field(rules.msrLoadCount))
        let none: String = "(= \(count) \(SMTText.constant(0, rules.msrLoadCount.valueType)))"
        let most: String = SMTText.constant(mostEntries, rules.msrLoadCount.valueType)
        imply(fewEntries, "(bvule \(count) \(most))")
        for check: EntryCheck in rules.checks {
            // One entry stands for any: what breaks the check is an entry, and there must be one.
            let applies: String = check.condition.map(text.term) ?? "true"
            let performed: String = check.scope == .once ? applies : "(and (not \(none)) \(applies))"
            let code: String = check.code
            solver.tell("(define-fun \(code).when () Bool \(performed))")
            solver.tell("(define-fun \(code).then () Bool \(text.term(check.predicate)))")
            imply("\(code).holds", "(=> \(code).when \(code).then)")
            imply("\(code).applies", "\(code).when")
            if let existence = check.existence { imply("\(code).missing", "(not \(text.term(existence)))") }
            imply("\(code).breaks", "(and \(code).when (not \(code).then))")
        }
        for assumption: EntryAssumption in rules.assumptions {
            imply("assumed.\(assumption.name)", text.term(assumption.expression))
        }
        for operand: EntryOperand in operands {
            guard case .machine(let value) = operand, value.alwaysOne | value.alwaysZero != 0 else { continue }
            let name: String = SMTText.name(operand)
            let mask: String = SMTText.constant(value.alwaysOne | value.alwaysZero, value.type)
            let bits: String = SMTText.constant(value.alwaysOne, value.type)
            imply("always.\(value.name)", "(= (bvand \(name) \(mask)) \(bits))")
        }
    }

    private func imply(_ literal: String, _ term: String) {
        solver.tell("(declare-const \(literal) Bool)\n(assert (=> \(literal) \(term)))")
    }

    /// What is so on every processor.
    private var always: [String] {
        let machine: [String] = operands.compactMap { operand in
            guard case .machine(let value) = operand, value.alwaysOne | value.alwaysZero != 0 else { return nil }
            return "always.\(value.name)"
        }
        return machine + rules.assumptions.map { "assumed.\($0.name)" }
    }

    private func allHold(but check: EntryCheck? = nil) -> [String] {
        rules.checks.filter { $0.number != check?.number }.map { "\($0.code).holds" }
    }

    // MARK: Questions

    /// Whether some processor has what is assumed, and enters something.
    func everythingHolds() throws -> Outcome {
        try answer(always + allHold(), broken: nil, applying: nil) { core in
            .failed("nothing satisfies \(core): no state of any processor can be entered")
        }
    }

    /// Whether a state to which the check applies can be entered.
    func canApply(_ check: EntryCheck) throws -> Outcome {
        try answer(always + allHold() + ["\(check.code).applies"], broken: nil, applying: check) { core in
            .failed("\(check.code) \(check.name) is contradictory: it never applies and holds with \(core)")
        }
    }

    /// Whether a state breaks the check and no other; for one that is marked as implied, that none does.
    func breaksAlone(_ check: EntryCheck) throws -> Outcome {
        let question: [String] = always + allHold(but: check) + ["\(check.code).breaks"]
        let outcome: Outcome = try answer(question, broken: check, applying: check) { core in
            check.implied == nil
                ? .failed("\(check.code) \(check.name) is implied by \(core), and not marked so")
                : .passed(nil)
        }
        guard case .passed(let state?) = outcome, let reason = check.implied else { return outcome }
        return .failed(
            "\(check.code) \(check.name) is marked as implied (\(reason)), and breaks alone: \(summary(state, check))")
    }

    /// Whether the check only ever applies on processors that are said to have it, when all else holds: the evaluator
    /// does not ask for them. Nil when the capability MSRs do not say.
    func existsWhereItApplies(_ check: EntryCheck) throws -> Outcome? {
        guard check.existsWhen != .always, check.existence != nil else { return nil }
        switch try solver.check(always + allHold() + ["\(check.code).applies", "\(check.code).missing"]) {
        case .unsatisfiable: return .passed(nil)
        case .unknown: return .failed("the solver does not know")
        case .satisfiable:
            let state: EntryState = try model()
            return .failed(
                "\(check.code) \(check.name) applies where it is said not to exist: \(summary(state, check))")
        }
    }

    /// Asks first with few entries in the MSR-load area. That there be few is no fact: what is impossible with few of
    /// them is asked again without a limit.
    private func answer(
        _ literals: [String], broken: EntryCheck?, applying: EntryCheck?, impossible: (String) -> Outcome
    ) throws -> Outcome {
        switch try solver.check(literals + [fewEntries]) {
        case .satisfiable: return try replay(broken, applying)
        case .unknown: return .failed("the solver does not know")
        case .unsatisfiable: break
        }
        switch try solver.check(literals) {
        case .satisfiable: return .failed("only an area of more than \(mostEntries) MSRs shows it: too long to replay")
        case .unknown: return .failed("the solver does not know")
        case .unsatisfiable:
            let core: [String] = try smallestCore().filter { !$0.hasSuffix(".breaks") && !$0.hasSuffix(".applies") }
            return impossible(core.map(Self.title).sorted().joined(separator: ", "))
        }
    }

    /// What it took to answer no, of which nothing can be left out.
    private func smallestCore() throws -> [String] {
        var core: [String] = try solver.core()
        for literal: String in core {
            let others: [String] = core.filter { $0 != literal }
            if try solver.check(others) == .unsatisfiable { core = others }
        }
        return core
    }

    private static func title(_ literal: String) -> String {
        literal.hasSuffix(".holds") ? String(literal.dropLast(".holds".count)) : literal
    }

    // MARK: Answers

    /// The state of the model, as the evaluator sees it.
    private func replay(_ broken: EntryCheck?, _ applying: EntryCheck?) throws -> Outcome {
        let state: EntryState = try model()
        for assumption: EntryAssumption in rules.assumptions
        where evaluator.value(of: assumption.expression, state) != .known(1) {
            return .failed("the evaluator does not find what is assumed in the solver's state: \(assumption.name)")
        }
        for check: EntryCheck in rules.checks {
            let wanted: EntryVerdict = check.number == broken?.number ? .broken : .holds
            let verdict: EntryVerdict = evaluator.check(check, state)
            guard verdict == wanted else {
                return .failed("the evaluator says \(verdict) of \(check.code) in the solver's state, not \(wanted)")
            }
        }
        if let condition = applying?.condition, evaluator.value(of: condition, state) != .known(1) {
            return .failed("the evaluator does not find the condition true in the solver's state")
        }
        return .passed(state)
    }

    private func model() throws -> EntryState {
        guard
            case .list(let pairs) = try solver.ask("(get-value (\(operands.map(SMTText.name).joined(separator: " "))))"),
            pairs.count == operands.count
        else { throw Solver.Failure(description: "the solver does not give every value") }
        var state = EntryState()
        var entry: [MachineValue: Value] = [:]
        for (operand, pair) in zip(operands, pairs) {
            guard case .list(let parts) = pair, parts.count == 2, let number = parts[1].number else {
                throw Solver.Failure(description: "no value of \(operand.name): \(pair)")
            }
            let value: Value = .known(number)
            switch operand {
            case .field(let field): state.fields[field] = value
            case .capability(let msr): state.capabilities[msr] = value
            case .machine(let input):
                // What is said of an entry is looked at also where there is none, or none is chosen.
                state.machine[input] = value
                if case .msrLoadEntry = input.source { entry[input] = value }
            case .control: preconditionFailure("controls are bits of fields")
            }
        }
        let count: UInt64 = state.fields[rules.msrLoadCount]?.bits ?? 0
        state.msrLoadEntries = Array(repeating: entry, count: Int(count))
        return state
    }

    /// What the check looks at in the state.
    func summary(_ state: EntryState, _ check: EntryCheck) -> String {
        check.operands.map { "\($0.name) = \(evaluator.value(of: $0, state))" }.joined(separator: ", ")
    }
}

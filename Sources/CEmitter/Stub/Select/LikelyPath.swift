// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// The way through a handler on which nothing rare happens: what a stub makes its straight way.
public struct LikelyPath: Sendable {
    /// A decision on the way.
    public struct Turn: Hashable, Sendable {
        /// Of the decision, or of the case.
        public let location: SourceLocation
        /// `if`, `else`, `case` or `default`.
        public let label: String
    }

    /// What is done, in order: routines and arms spelled out.
    public private(set) var statements: [Statement] = []
    public private(set) var turns: [Turn] = []

    private let coverage: StubCoverage
    private let form: Handler.Form
    private var progress = StubCoverage.Progress()
    private var isOpen: Bool = true

    public init(of handler: ResolvedHypervisor.LoweredHandler, in model: ResolvedModel) {
        coverage = StubCoverage(model)
        form = handler.form
        walk(handler.body, [:])
    }

    private mutating func walk(_ body: [Statement], _ known: [Local: UInt64]) {
        for statement: Statement in body where isOpen {
            let before: StubCoverage.Progress = progress
            walk(statement, known)
            if form == .stub { progress = coverage.verdict(on: [statement], after: before).progress }
        }
    }

    private mutating func walk(_ statement: Statement, _ known: [Local: UInt64]) {
        func turn(_ label: String, _ location: SourceLocation) -> Turn { Turn(location: location, label: label) }
        switch statement.kind {
        case .branch(let condition, let then, let otherwise):
            let isThen: Bool =
                condition.folded { known[$0] }.constantValue.map { $0 != 0 }
                ?? Self.isThenLikely(then, otherwise, thenLeaves: leaves(then), otherwiseLeaves: leaves(otherwise))
            turns.append(turn(isThen ? "if" : "else", statement.location))
            walk(isThen ? then : otherwise, known)
        case .select(let subject, let cases, let otherwise):
            let value: UInt64? = subject.folded { known[$0] }.constantValue
            let taken: SwitchCase? =
                value.map { value in cases.first { $0.ranges.contains { $0.contains(value) } } }
                ?? Self.likelyCase(cases, otherwise, leaves)
            turns.append(taken.map { turn("case", $0.location) } ?? turn("default", statement.location))
            walk(taken?.body ?? otherwise, known)
        case .perform(let routine, let arguments):
            let lowered: Routine = coverage.routines[routine.name]!
            walk(lowered.body, lowered.knownParameters(arguments, known))
        case .finish:
            statements.append(statement)
            isOpen = false
        default:
            statements.append(statement)
        }
    }

    private func leaves(_ body: [Statement]) -> Bool {
        guard form == .stub, !progress.hasEffect else { return false }
        let verdict: StubCoverage.Verdict = coverage.verdict(on: body, after: progress)
        return verdict.leaves || verdict.obstacle != nil
    }

    /// What is in no case is likely when it is passed on to the processor; a default that only says no, or leaves to
    /// C, is not: then the first case that stays in the stub is. Nil for the default.
    static func likelyCase(
        _ cases: [SwitchCase], _ otherwise: [Statement], _ leaves: ([Statement]) -> Bool
    ) -> SwitchCase? {
        if !leaves(otherwise) && otherwise.asksProcessor { return nil }
        return cases.first { !leaves($0.body) }
    }

    /// A statement without an `else` is a guard: what it guards against is rare, and so is what a stub leaves to C.
    static func isThenLikely(
        _ then: [Statement], _ otherwise: [Statement], thenLeaves: Bool, otherwiseLeaves: Bool
    ) -> Bool {
        otherwiseLeaves || !thenLeaves && !otherwise.isEmpty && !then.endsEveryPath
    }
}

extension Routine {
    /// The parameters that stand for constants when the routine is performed with these arguments.
    public func knownParameters(_ arguments: [Expression], _ known: [Local: UInt64]) -> [Local: UInt64] {
        var assigned: Set<Local> = []
        body.forEachStatement { assigned.formUnion($0.assignedLocals) }
        var result: [Local: UInt64] = [:]
        for (parameter, argument) in zip(parameters, arguments) where !assigned.contains(parameter) {
            result[parameter] = argument.folded { known[$0] }.constantValue
        }
        return result
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV012: state is declared, once and consistently, and no index leaves its bounds.
enum DeclaredState: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.declaredState.code]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        let declared: [StateVariable] = context.hypervisor.states
        var found: [Diagnostic] = declarations(declared)
        for visit: RuleContext.Visit in context.visits {
            for use: Use in uses(in: visit.statement) {
                if let problem = problem(use, declared, visit) { found.append(problem) }
            }
        }
        return found
    }

    // MARK: Declarations

    private static func declarations(_ variables: [StateVariable]) -> [Diagnostic] {
        var found: [Diagnostic] = []
        for (position, variable) in variables.enumerated() {
            func report(_ words: String, _ suggestion: String, _ notes: [Diagnostic.Note] = []) {
                found.append(
                    Diagnostic(.declaredState, words, at: variable.location, suggestion: suggestion, notes: notes))
            }
            let name: String = variable.name
            if let problem = CIdentifier.problem(lowerCamelCase: name) {
                report("the name of the state \"\(name)\" \(problem)", "give it a name in lowerCamelCase")
            }
            if let count = variable.count, count <= 0 {
                report("the array \(name) has \(count) elements", "give it at least one element")
            }
            if variable.initial > variable.type.mask {
                report(
                    "the initial value \(hex(variable.initial)) of \(name) does not fit \(variable.type)",
                    "use a value up to \(hex(variable.type.mask))")
            }
            if variable.type == .bool && variable.count != nil && variable.scope == .vm {
                report(
                    "\(name) is an array of truth values of the whole VM, which no atomic instruction changes alone",
                    "use u8 elements")
            }
            let earlier: [StateVariable] = Array(variables[..<position])
            if let other = earlier.first(where: { CIdentifier.collide($0.name, name) }) {
                report(
                    other.location == variable.location
                        ? "the state \(name) is declared twice" : "two declarations of state are named \(name)",
                    "take one away, or name it otherwise",
                    [Diagnostic.Note("the other one is here", at: other.location)])
            } else if let export = variable.exportName,
                let other = earlier.first(where: { $0.exportName == export })
            {
                report(
                    "\(name) is exported as \"\(export)\", and so is \(other.name)", "export it under another name",
                    [Diagnostic.Note("the other one is here", at: other.location)])
            }
        }
        return found
    }

    // MARK: Uses

    private struct Use {
        let variable: StateVariable
        let index: Expression?
        let isAddition: Bool
    }

    private static func uses(in statement: Statement) -> [Use] {
        var found: [Use] = []
        switch statement.kind {
        case .setState(let variable, let index, _):
            found.append(Use(variable: variable, index: index, isAddition: false))
        case .addState(let variable, let index, _):
            found.append(Use(variable: variable, index: index, isAddition: true))
        default: break
        }
        for expression: Expression in statement.expressions {
            expression.forEach { part in
                if case .state(let variable, let index) = part {
                    found.append(Use(variable: variable, index: index, isAddition: false))
                }
            }
        }
        return found
    }

    private static func problem(
        _ use: Use, _ declared: [StateVariable], _ visit: RuleContext.Visit
    ) -> Diagnostic? {
        let name: String = use.variable.name
        func report(_ words: String, _ suggestion: String) -> Diagnostic {
            Diagnostic(
                .declaredState, words, at: visit.statement.location, suggestion: suggestion,
                notes: [Diagnostic.Note("\(name) is made here", at: use.variable.location)])
        }
        guard declared.contains(use.variable) else {
            return report("the state \(name) is used and not declared", "add Declare(\(name)) to the hypervisor")
        }
        if use.isAddition, use.variable.type == .bool {
            return report("\(name) is a truth value, and something is added to it", "assign it with <-")
        }
        guard let count = use.variable.count else {
            return use.index == nil ? nil : report("\(name) is no array, and has an index", "leave the index out")
        }
        guard let index = use.index else {
            return report("\(name) is an array, and has no index", "say which element is meant")
        }
        let values: ValueSet = visit.state.evaluate(index)
        if count > 0, values.highest < UInt64(count) { return nil }
        let words: String = values.single.map { "is \($0)" } ?? "can be \(hex(values.highest))"
        return report(
            "the index of \(name) \(words), and there are \(count) elements",
            "prove it: clamped(to: \(max(count - 1, 0))), a mask, or If(index < \(count)) before")
    }
}

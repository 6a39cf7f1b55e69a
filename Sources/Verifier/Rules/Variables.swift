// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV013: variables have a value before they are read, one width, and a fit name.
enum Variables: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.variables.code]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        var found: [Diagnostic] = context.units.flatMap(names)
        for visit: RuleContext.Visit in context.visits {
            var read: [Local] = []
            for expression: Expression in visit.statement.expressions {
                expression.forEach { part in
                    if case .local(let local) = part, !read.contains(local) { read.append(local) }
                }
            }
            for local: Local in read where !visit.state.assigned.contains(local) {
                found.append(
                    Diagnostic(
                        .variables, "the variable \(local.name) is read here, and some path has not set it",
                        at: visit.statement.location, suggestion: "set it on every path to this place",
                        notes: settings(of: local, in: visit.unit)))
            }
        }
        return found
    }

    /// Where the variable is set; the start of the handler where nothing sets it.
    private static func settings(of local: Local, in unit: CodeUnit) -> [Diagnostic.Note] {
        let places: [SourceLocation] = unit.everyStatement.filter { $0.assignedLocals.contains(local) }.map(\.location)
        return places.isEmpty
            ? [Diagnostic.Note("\(unit.name), which never sets it, starts here", at: unit.location)]
            : places.map { Diagnostic.Note("it is set here", at: $0) }
    }

    private static func names(_ unit: CodeUnit) -> [Diagnostic] {
        var found: [Diagnostic] = []
        var first: [String: (local: Local, place: SourceLocation)] = [:]
        func see(_ local: Local, at place: SourceLocation) {
            guard let (other, otherPlace) = first[local.name.lowercased()] else {
                first[local.name.lowercased()] = (local, place)
                if let problem = CIdentifier.problem(lowerCamelCase: local.name) {
                    found.append(
                        Diagnostic(
                            .variables, "the name of the variable \"\(local.name)\" \(problem)", at: place,
                            suggestion: "give it a name in lowerCamelCase"))
                }
                return
            }
            guard other != local else { return }
            let words: String =
                other.name == local.name
                ? "the variable \(local.name) is \(local.type) here and \(other.type) elsewhere"
                : "the variables \(other.name) and \(local.name) differ only in case"
            found.append(
                Diagnostic(
                    .variables, words, at: place, suggestion: "use two names",
                    notes: [Diagnostic.Note("the other one is first set here", at: otherPlace)]))
        }
        for parameter: Local in unit.parameters { see(parameter, at: unit.location) }
        for statement: Statement in unit.everyStatement {
            for local: Local in statement.assignedLocals { see(local, at: statement.location) }
        }
        return found
    }
}

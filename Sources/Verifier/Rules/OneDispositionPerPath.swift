// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV003: every path through a handler ends in exactly one disposition.
enum OneDispositionPerPath: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.onePathOneDisposition.code]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        context.units.flatMap { unit -> [Diagnostic] in
            var found: [Diagnostic] = []
            collectUnreachable(unit.statements, &found)
            if mustEnd(unit), !unit.statements.endsEveryPath {
                for place: SourceLocation in openEnds(of: unit.statements, owner: unit.location) {
                    found.append(openEnd(at: place, unit))
                }
            }
            return found
        }
    }

    private static func mustEnd(_ unit: CodeUnit) -> Bool {
        switch unit.owner {
        case .handler: true
        case .setup: false
        case .routine(let routine): routine.endsPath
        }
    }

    private static func openEnd(at place: SourceLocation, _ unit: CodeUnit) -> Diagnostic {
        Diagnostic(
            .onePathOneDisposition, "a path through \(unit.name) ends here without a disposition", at: place,
            suggestion: "end the path: Advance(), Resume(), Inject(…), LeaveToUser(…), Stop(…) or Fatal(…)",
            notes: place == unit.location ? [] : [Diagnostic.Note("\(unit.name) starts here", at: unit.location)])
    }

    /// The last statement of each path that falls off the end; where there is none, what holds the empty block.
    private static func openEnds(of statements: [Statement], owner: SourceLocation) -> [SourceLocation] {
        guard let last = statements.last else { return [owner] }
        switch last.kind {
        case .branch(_, let then, let otherwise):
            return [then, otherwise].filter { !$0.endsEveryPath }.flatMap { openEnds(of: $0, owner: last.location) }
        case .select(_, let cases, let otherwise):
            let arms: [(body: [Statement], place: SourceLocation)] =
                cases.map { ($0.body, $0.location) } + [(otherwise, last.location)]
            return arms.filter { !$0.body.endsEveryPath }.flatMap { openEnds(of: $0.body, owner: $0.place) }
        default:
            return [last.location]
        }
    }

    /// The first statement behind one that ends every path, in each list.
    private static func collectUnreachable(_ statements: [Statement], _ found: inout [Diagnostic]) {
        if let end = statements.firstIndex(where: \.endsEveryPath), end + 1 < statements.count {
            found.append(
                Diagnostic(
                    .onePathOneDisposition, "no path reaches this statement", at: statements[end + 1].location,
                    suggestion: "move it before the disposition, or take it away",
                    notes: [Diagnostic.Note("every path has ended here", at: statements[end].location)]))
        }
        for statement: Statement in statements {
            for block: [Statement] in statement.blocks { collectUnreachable(block, &found) }
        }
    }
}

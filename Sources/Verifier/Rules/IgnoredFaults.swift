// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV044: whether an instruction that root mode executed for the guest has faulted is looked at on every path.
enum IgnoredFaults: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.ignoredFaults.code]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        context.units.flatMap { unit -> [Diagnostic] in
            guard unit.handler != nil else { return [] }
            var walk = Walk(unit: unit)
            if let left = walk.through(unit.statements, []) { walk.report(left, at: unit.location) }
            return walk.found
        }
    }

    /// A variable that tells of a fault, and that nothing has looked at yet.
    private struct Outcome: Hashable {
        let local: Local
        let subject: String
        let place: SourceLocation
    }

    private struct Walk {
        let unit: CodeUnit
        var found: [Diagnostic] = []

        init(unit: CodeUnit) { self.unit = unit }

        /// - Returns: what is open at the end; nil when no path gets there.
        mutating func through(_ statements: [Statement], _ open: [Outcome]) -> [Outcome]? {
            var open: [Outcome] = open
            for statement: Statement in statements {
                guard let next = step(statement, open) else { return nil }
                open = next
            }
            return open
        }

        private mutating func step(_ statement: Statement, _ before: [Outcome]) -> [Outcome]? {
            var open: [Outcome] = before
            for expression: Expression in statement.expressions {
                expression.forEach { part in
                    if case .local(let local) = part { open.removeAll { $0.local == local } }
                }
            }
            switch statement.kind {
            case .branch(_, let then, let otherwise):
                return join([through(then, open), through(otherwise, open)])
            case .select(_, let cases, let otherwise):
                return join((cases.map(\.body) + [otherwise]).map { through($0, open) })
            // What ends the hypervisor owes the guest nothing.
            case .end(.fatal), .end(.stop), .finish(.fatal), .finish(.stop):
                return nil
            case .end, .finish:
                report(open, at: statement.location)
                return nil
            case .perform(let routine, _) where routine.endsPath:
                report(open, at: statement.location)
                return nil
            default:
                let assigned: [Local] = statement.assignedLocals
                report(open.filter { assigned.contains($0.local) }, at: statement.location)
                open.removeAll { assigned.contains($0.local) }
                return open + outcomes(of: statement)
            }
        }

        private func join(_ ways: [[Outcome]?]) -> [Outcome]? {
            let reached: [[Outcome]] = ways.compactMap { $0 }
            guard !reached.isEmpty else { return nil }
            var result: [Outcome] = []
            for outcome: Outcome in reached.joined() where !result.contains(outcome) { result.append(outcome) }
            return result
        }

        private func outcomes(of statement: Statement) -> [Outcome] {
            switch statement.kind {
            case .readMSR(_, _, let faulted):
                return [Outcome(local: faulted, subject: "RDMSR", place: statement.location)]
            case .writeMSR(_, _, let faulted):
                return [Outcome(local: faulted, subject: "WRMSR", place: statement.location)]
            case .call(let native, _, let results):
                let faults: [Local] = zip(native.results, results).filter { $0.0.name == "faulted" }.map(\.1)
                return faults.map {
                    Outcome(local: $0, subject: "the native \(native.name)", place: statement.location)
                }
            default: return []
            }
        }

        mutating func report(_ open: [Outcome], at end: SourceLocation) {
            for outcome: Outcome in open where !found.contains(where: { $0.location == outcome.place }) {
                found.append(
                    Diagnostic(
                        .ignoredFaults,
                        "\(outcome.subject) may fault for the guest, and a path goes on without looking at "
                            + outcome.local.name,
                        at: outcome.place,
                        suggestion: "If(\(outcome.local.name)) { Inject(.generalProtection(0)) } before the path ends",
                        notes: [
                            Diagnostic.Note("the path goes on here", at: end),
                            Diagnostic.Note("\(unit.name) starts here", at: unit.location),
                        ]))
            }
        }
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV021: the hypercalls that are documented are those that the VMCALL handler knows.
enum HypercallNumbers: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.hypercalls.code]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        guard let handler = context.handlers(for: Manual.vmcall).first else { return [] }
        let known: [(range: ClosedRange<UInt64>, place: SourceLocation)] = numbers(in: handler.body)
        let declared: [Hypercall] = context.hypervisor.hypercalls
        let unknown: [Hypercall] = declared.filter { call in
            !known.contains { $0.range.contains(UInt64(call.number)) }
        }
        let undocumented = known.filter { known in
            !declared.contains { known.range.contains(UInt64($0.number)) }
        }
        return unknown.map { call in
            Diagnostic(
                .hypercalls,
                "the hypercall \(call.name) (number \(hex(UInt64(call.number)))) is declared, and the handler for "
                    + "\"\(handler.reason.name)\" does not know it",
                at: call.location, suggestion: "add a Case(\(hex(UInt64(call.number)))) for it",
                notes: [Diagnostic.Note("the handler starts here", at: handler.location)])
        }
            + undocumented.map { range, place in
                Diagnostic(
                    .hypercalls, "the hypercall \(hex(range.lowerBound)) is answered here, and not declared", at: place,
                    suggestion: "add an Answers(Hypercall(…)) for it",
                    notes: [Diagnostic.Note("the handler starts here", at: handler.location)])
            }
    }

    /// Values that a path of the handler compares RAX with.
    private static func numbers(in body: [Statement]) -> [(range: ClosedRange<UInt64>, place: SourceLocation)] {
        var found: [(range: ClosedRange<UInt64>, place: SourceLocation)] = []
        var copies: [Local] = []
        func isNumber(_ expression: Expression) -> Bool {
            switch expression {
            case .register(.rax): true
            case .local(let local): copies.contains(local)
            case .convert(let operand, _): isNumber(operand)
            default: false
            }
        }
        body.forEachStatement { statement in
            if case .assign(let local, let value) = statement.kind, isNumber(value) { copies.append(local) }
            if case .select(let subject, let cases, _) = statement.kind, isNumber(subject) {
                for arm: SwitchCase in cases { for range in arm.ranges { found.append((range, arm.location)) } }
            }
            for expression: Expression in statement.expressions {
                expression.forEach { part in
                    guard case .compare(let comparison, let subject, .constant(let value, _)) = part,
                        comparison == .equal || comparison == .notEqual, isNumber(subject)
                    else { return }
                    found.append((value...value, statement.location))
                }
            }
        }
        return found
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV025: a register loses its value only where a convention says so, and nobody uses it afterwards.
enum DiscardedRegisters: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.discardedRegisters.code]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        var found: [Diagnostic] = []
        for unit: CodeUnit in context.units where unit.handler?.reason.number != Manual.vmcall {
            for statement: Statement in unit.everyStatement {
                guard case .discard = statement.kind else { continue }
                found.append(
                    Diagnostic(
                        .discardedRegisters, "\(unit.name) discards guest registers, and only a hypercall may",
                        at: statement.location, suggestion: "leave the registers alone, or set them",
                        notes: [Diagnostic.Note("\(unit.name) starts here", at: unit.location)]))
            }
        }
        for visit: RuleContext.Visit in context.visits {
            let discarded: Set<Register> = visit.state.registersDiscarded
            if discarded.isEmpty { continue }
            for name: String in uses(visit.statement, of: discarded) {
                found.append(
                    Diagnostic(
                        .discardedRegisters, "\(name) is used, and some way here has discarded it",
                        at: visit.statement.location, suggestion: "use the register before Discard(…), or set it",
                        notes: discards(in: visit.unit, of: discarded)))
            }
        }
        return found
    }

    /// Where the registers are discarded.
    private static func discards(in unit: CodeUnit, of registers: Set<Register>) -> [Diagnostic.Note] {
        unit.everyStatement.compactMap { statement in
            guard case .discard(let discarded) = statement.kind else { return nil }
            let names: [String] = discarded.filter(registers.contains).map { $0.rawValue.uppercased() }
            guard !names.isEmpty else { return nil }
            return Diagnostic.Note("\(names.joined(separator: ", ")): discarded here", at: statement.location)
        }
    }

    private static func uses(_ statement: Statement, of discarded: Set<Register>) -> [String] {
        var names: [String] = []
        for expression: Expression in statement.expressions {
            expression.forEach { part in
                let name: String
                switch part {
                case .register(let register) where discarded.contains(register): name = register.rawValue.uppercased()
                case .indexedRegister: name = "a register by number"
                default: return
                }
                if !names.contains(name) { names.append(name) }
            }
        }
        if case .call(let native, _, _) = statement.kind, native.effects.touchesRegisters {
            names.append("what \(native.name) takes from the registers")
        }
        return names
    }
}

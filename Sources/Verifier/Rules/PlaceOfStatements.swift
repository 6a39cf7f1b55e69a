// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV017: the set-up holds what can run before there is a guest, handlers what can run on an exit.
enum PlaceOfStatements: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.place.code]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        context.units.flatMap { unit in
            unit.everyStatement.flatMap { statement -> [Diagnostic] in
                let problems: [String]
                switch unit.owner {
                case .setup: problems = inSetup(statement)
                case .handler: problems = inHandler(statement)
                case .routine: problems = environment(in: statement)
                }
                return problems.map {
                    Diagnostic(
                        .place, $0, at: statement.location, suggestion: suggestion(unit),
                        notes: [Diagnostic.Note("\(unit.name) belongs to what starts here", at: unit.location)])
                }
            }
        }
    }

    private static func suggestion(_ unit: CodeUnit) -> String {
        if case .setup = unit.owner { return "move it into a handler, or use a value of the environment" }
        return "keep what the set-up knows in declared state or in a field, and read it there"
    }

    private static func inSetup(_ statement: Statement) -> [String] {
        var found: [String] = []
        switch statement.kind {
        case .assign, .branch, .select: break
        case .writeField: break
        case .end, .finish: found.append("the set-up of a VMCS ends in no disposition")
        case .setRegister, .setIndexedRegister, .readIndexedRegister, .discard:
            found.append("there are no guest registers during the set-up of a VMCS")
        case .setState, .addState: found.append("declared state has its initial values during the set-up of a VMCS")
        case .cpuid, .readMSR, .writeMSR, .call, .emit, .perform:
            found.append("the set-up of a VMCS only writes fields")
        case .readField: found.append("only lowering makes this step")
        }
        for expression: Expression in statement.expressions {
            expression.forEach { part in
                switch part {
                case .register, .indexedRegister:
                    found.append("there are no guest registers during the set-up of a VMCS")
                case .state: found.append("declared state has its initial values during the set-up of a VMCS")
                case .machine(let value): found.append(onlyInChecks(value))
                case .field(let field) where field.group == .exitInformation:
                    found.append("\(field.symbol) tells of an exit, and during the set-up there was none")
                default: break
                }
            }
        }
        return found
    }

    private static func inHandler(_ statement: Statement) -> [String] {
        switch statement.kind {
        case .readField, .readIndexedRegister, .finish:
            ["only lowering makes this step"] + environment(in: statement)
        default: environment(in: statement)
        }
    }

    private static func onlyInChecks(_ value: MachineValue) -> String {
        "\(value.name) is an operand of the checks of VM entry, which neither a handler nor a set-up can read"
    }

    private static func environment(in statement: Statement) -> [String] {
        var found: [String] = []
        for expression: Expression in statement.expressions {
            expression.forEach { part in
                switch part {
                case .environment(let value):
                    found.append("the environment's \(value.path) exists only while a VMCS is set up")
                case .machine(let value): found.append(onlyInChecks(value))
                default: break
                }
            }
        }
        return found
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV022: the set-up writes the fields that the requested controls make the processor read.
enum ControlOperands: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.controlOperands.code]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        context.hypervisor.controls.flatMap { request -> [Diagnostic] in
            let operands: [VMCSField] = context.architecture.fields.map(\.field).filter {
                isOperand($0, of: request.control.id, context.architecture.word(request.control.id.word)?.part)
            }
            guard !operands.isEmpty else { return [] }
            let written: [VMCSField] = fieldsWritten(when: request.control.id, context)
            return operands.filter { !written.contains($0) }.map { field in
                Diagnostic(
                    .controlOperands,
                    "\"\(request.control.name)\" makes the processor use \(field.symbol) (\"\(field.name)\"), "
                        + "which the set-up does not write on every path",
                    at: request.location, suggestion: "write \(field.symbol) in Setup { … }",
                    notes: [Diagnostic.Note("the field is declared here", at: field.location)])
            }
        }
    }

    /// Whether the processor reads the field when the control is 1. A field that VM exit only
    /// saves to exists because of its control too, but is not read.
    private static func isOperand(_ field: VMCSField, of id: ControlID, _ part: ControlWord.Part?) -> Bool {
        let names: Bool =
            switch field.existsWhen {
            case .allowed(id): true
            case .any(let parts): parts.contains(.allowed(id))
            default: false
            }
        guard names else { return false }
        switch (field.group, part) {
        case (.exitInformation, _): return false
        case (.guestState, .exit): return false
        case (.hostState, .entry): return false
        default: return true
        }
    }

    /// Fields that every path through the set-up writes where the control is 1.
    private static func fieldsWritten(when id: ControlID, _ context: RuleContext) -> [VMCSField] {
        var facts: PathState = context.start(
            of: CodeUnit(.setup(context.hypervisor.setup, context.hypervisor.location)))
        facts.facts.learn(set: id, context.knowledge)
        return written(context.hypervisor.setup, facts)
    }

    private static func written(_ statements: [Statement], _ state: PathState) -> [VMCSField] {
        var found: [VMCSField] = []
        for statement: Statement in statements {
            switch statement.kind {
            case .writeField(let field, _):
                found.append(field)
            case .branch(let condition, let then, let otherwise):
                var holds: PathState = state
                var fails: PathState = state
                let first: [VMCSField]? = holds.assume(condition, true) ? written(then, holds) : nil
                let second: [VMCSField]? = fails.assume(condition, false) ? written(otherwise, fails) : nil
                switch (first, second) {
                case (let one?, let other?): found += one.filter(other.contains)
                case (let one?, nil), (nil, let one?): found += one
                case (nil, nil): break
                }
            default: break
            }
        }
        return found
    }
}

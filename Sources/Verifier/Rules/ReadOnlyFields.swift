// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV005: nothing writes a VM-exit information field.
enum ReadOnlyFields: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.readOnlyField.code]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        context.units.flatMap { unit -> [Diagnostic] in
            var found: [Diagnostic] = []
            for statement: Statement in unit.everyStatement {
                switch statement.kind {
                case .writeField(let field, _) where field.isReadOnly:
                    found.append(written(field, "\(unit.name) writes", at: statement.location, notes: []))
                case .call(let native, _, _):
                    for field: VMCSField in native.effects.writesFields where field.isReadOnly {
                        found.append(
                            written(
                                field, "the native \(native.name) declares to write", at: native.location,
                                notes: [Diagnostic.Note("it is called here", at: statement.location)]))
                    }
                default: break
                }
            }
            return found
        }
    }

    private static func written(
        _ field: VMCSField, _ subject: String, at location: SourceLocation, notes: [Diagnostic.Note]
    ) -> Diagnostic {
        Diagnostic(
            .readOnlyField, "\(subject) \(field.symbol) (\"\(field.name)\"), which is read-only", at: location,
            suggestion: "keep the value in a variable or in declared state; what the next VM entry is told goes into "
                + "the VM-entry control fields",
            notes: notes + [Diagnostic.Note("the field is declared here", at: field.location)])
    }
}

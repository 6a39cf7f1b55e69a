// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV046: handlers deliver events by dispositions, never by writing what VM entry injects.
enum EventDelivery: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.eventDelivery.code]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        context.units.flatMap { unit -> [Diagnostic] in
            guard unit.handler != nil else { return [] }
            let start = Diagnostic.Note("\(unit.name) starts here", at: unit.location)
            return unit.everyStatement.flatMap { statement -> [Diagnostic] in
                switch statement.kind {
                case .writeField(let field, _):
                    return written(field).map {
                        [diagnostic("\(unit.name) writes \($0.symbol)", at: statement.location, [start, $0.note])]
                    } ?? []
                case .call(let native, _, _):
                    return native.effects.writesFields.compactMap(written).map {
                        let call = Diagnostic.Note("it is called here", at: statement.location)
                        return diagnostic(
                            "the native \(native.name) writes \($0.symbol)", at: native.location, [call, $0.note])
                    }
                default: return []
                }
            }
        }
    }

    private static func written(_ field: VMCSField) -> (symbol: String, note: Diagnostic.Note)? {
        guard Manual.injectionFields.contains(field) else { return nil }
        return (field.symbol, Diagnostic.Note("the field is declared here", at: field.location))
    }

    private static func diagnostic(
        _ subject: String, at place: SourceLocation, _ notes: [Diagnostic.Note]
    ) -> Diagnostic {
        Diagnostic(
            .eventDelivery,
            "\(subject): an event whose delivery the exit interrupted would be lost",
            at: place, suggestion: "end the path with Inject(…), InjectInterrupt(…) or Reflect()", notes: notes)
    }
}

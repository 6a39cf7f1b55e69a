// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV042: a control bit that a handler tests in its word is one that the hypervisor asks for in that word.
enum TestedControls: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.testedControls.code]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        context.units.filter { $0.handler != nil }.flatMap { unit in
            unit.everyStatement.flatMap { statement in
                tests(in: statement, context.architecture).flatMap { word, mask in
                    neverSet(word, mask, context).map {
                        diagnostic($0, word, at: statement.location, context)
                    }
                }
            }
        }
    }

    /// Words of controls that the statement compares after masking them, with the mask.
    private static func tests(
        in statement: Statement, _ architecture: ArchitectureDescription
    ) -> [(word: ControlWord, mask: UInt64)] {
        var found: [(word: ControlWord, mask: UInt64)] = []
        for expression: Expression in statement.expressions {
            expression.forEach { part in
                guard case .compare(_, .binary(.and, .field(let field), .constant(let mask, _)), _) = part,
                    let word = architecture.controlWords.first(where: { $0.field == field })
                else { return }
                found.append((word, mask))
            }
        }
        return found
    }

    /// Bits of the mask that the database knows and negotiation never sets.
    private static func neverSet(_ word: ControlWord, _ mask: UInt64, _ context: RuleContext) -> [ControlID] {
        (0..<64).filter { mask & (1 << UInt64($0)) & ~word.default1 != 0 }
            .map { ControlID(word.id, $0) }
            .filter { context.architecture.control($0) != nil && !context.knowledge.mayBeSet($0) }
    }

    private static func diagnostic(
        _ id: ControlID, _ word: ControlWord, at place: SourceLocation, _ context: RuleContext
    ) -> Diagnostic {
        let name: String = context.reachability.name(of: id)
        // The same bit of another word, which the hypervisor does ask for: the usual slip.
        let meant: ControlRequest? = context.hypervisor.controls.first {
            $0.control.id.bit == id.bit && $0.control.id.word != id.word
        }
        var notes: [Diagnostic.Note] = []
        if let control = context.architecture.control(id) {
            notes.append(Diagnostic.Note("\(name) is declared here", at: control.location))
        }
        var suggestion: String = "request \(name), or test with enabled(…) the control that is meant"
        if let meant {
            let other: String = "\"\(meant.control.name)\""
            suggestion =
                "bit \(id.bit) of the \(meant.control.id.word) controls is \(other): test it with enabled(…), or "
                + "in its own word"
            notes.append(Diagnostic.Note("\(other) is requested here", at: meant.location))
        }
        return Diagnostic(
            .testedControls,
            "bit \(id.bit) of \(word.field.symbol) is \(name), which \(context.hypervisor.name) does not request: "
                + "it is always 0",
            at: place, suggestion: suggestion, notes: notes)
    }
}

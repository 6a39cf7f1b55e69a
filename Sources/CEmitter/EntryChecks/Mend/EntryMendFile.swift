// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// `entry/mends.c`: for each rule what makes a state satisfy it, and what makes it break it.
struct EntryMendFile {
    let architecture: ArchitectureDescription
    let inputs: EntryInputs

    private var expressions: PlainEntryExpression { PlainEntryExpression(words: architecture.controlWords) }

    var text: String {
        var printer = CPrinter()
        printer.lines(Banner.source(EntryCheckFiles.source))
        printer.lines([
            "#include \"entry_round.h\"", "", "/* Values are known here. */",
            "#define V(input)\t(v[HV_INPUT_##input].bits)", "",
        ])
        for word: ControlWord in inputs.words { macros(word, &printer) }
        let checks: [EntryCheck] = architecture.entryChecks.filter { $0.scope == .once }
        let search = MendSearch(expressions: expressions, unwanted: unwanted(checks))
        var nodes: [MendOrder.Node] = []
        for check: EntryCheck in checks {
            let mend: Mend = self.mend(check, search)
            nodes.append(
                MendOrder.Node(
                    check: check, reads: MendOrder.reads(check.expression, architecture.controlWords),
                    writes: mend.writes))
            printer.line()
            printer.line("/* \(check.code) */")
            mendFunction(check, mend, &printer)
            printer.line()
            spoilFunction(check, search, &printer)
        }
        printer.lines([
            "", "/* What one changes is not looked at by one before it, where that can be. */",
            "const struct hv_entry_mend hv_entry_mends[] = {",
        ])
        let places: [Int: Int] = Dictionary(
            uniqueKeysWithValues: architecture.entryChecks.enumerated().map { ($0.element.number, $0.offset) })
        for node: MendOrder.Node in MendOrder.sorted(nodes) {
            let number: Int = node.check.number
            printer.line("\t{ mend_\(number), spoil_\(number), \(places[number] ?? 0) },")
        }
        printer.lines([
            "};", "", "const unsigned int hv_nr_entry_mends =",
            "\tsizeof(hv_entry_mends) / sizeof(hv_entry_mends[0]);",
        ])
        return printer.finish()
    }

    /// What makes the rule hold, or keeps it from being asked.
    private func mend(_ check: EntryCheck, _ search: MendSearch) -> Mend {
        var search: MendSearch = search
        if case .changing(let field) = check.mending { search.preferred = field }
        let predicate: Mend = search.make(check.predicate, true)
        guard let condition = check.condition else { return predicate }
        search.isCondition = true
        let unapplied: Mend = search.make(condition, false)
        return check.mending == .unapplied ? unapplied : .either([predicate, unapplied])
    }

    /// The bits that rules without a condition want to be 0.
    private func unwanted(_ checks: [EntryCheck]) -> [VMCSField: UInt64] {
        var result: [VMCSField: UInt64] = [:]
        for check: EntryCheck in checks where check.condition == nil {
            if case .compare(.equal, .binary(.and, .field(let field), .constant(let mask, _)), .constant(0, _)) =
                check.predicate
            {
                result[field, default: 0] |= mask
            }
        }
        return result
    }

    // MARK: Controls

    private func macros(_ word: ControlWord, _ printer: inout CPrinter) {
        let name: String = word.field.symbol
        var isOn: String = "(V(\(name)) >> (bit) & 1)"
        if let activator = word.activatedBy {
            isOn =
                "(V(\(name)) >> (bit) & 1 && \\\n\t ON_\(expressions.word(activator).field.symbol)(\(activator.bit)))"
        }
        var settings: String = "V(\(word.capabilityMSR.symbol))"
        if let trueMSR = word.trueMSR {
            settings =
                "(V(MSR_IA32_VMX_BASIC) >> 55 & 1 ? \\\n\t  V(\(trueMSR.symbol)) : V(\(word.capabilityMSR.symbol)))"
        }
        printer.lines(["/* \(word.name): whether a bit counts as 1, may be 1, and must be. */"])
        printer.line("#define ON_\(name)(bit) \\\n\t\(isOn)")
        switch word.rule {
        case .allowedPair:
            printer.line("#define MAY_\(name)(bit) \\\n\t(\(settings) >> 32 >> (bit) & 1)")
            printer.line("#define MUST_\(name)(bit) \\\n\t(\(settings) >> (bit) & 1)")
        case .allowedOnesOnly:
            printer.line("#define MAY_\(name)(bit) \\\n\t(\(settings) >> (bit) & 1)")
            printer.line("#define MUST_\(name)(bit) \\\n\tfalse")
        }
    }

    // MARK: Functions

    private func mendFunction(_ check: EntryCheck, _ mend: Mend, _ printer: inout CPrinter) {
        printer.lines(["static bool mend_\(check.number)(struct hv_known *v)", "{"])
        printer.indented { printer in
            if let condition = check.condition {
                printer.print([.ifElse(expressions.negated(condition), [.returnValue(.atom("false"))], [])])
            }
            let holds: CExpression = expressions.translate(check.predicate)
            printer.print([.ifElse(holds, [.returnValue(.atom("false"))], [])])
            printer.print(statements(mend))
            printer.line("return true;")
        }
        printer.line("}")
    }

    private func spoilFunction(_ check: EntryCheck, _ search: MendSearch, _ printer: inout CPrinter) {
        printer.lines(["static void spoil_\(check.number)(struct hv_known *v)", "{"])
        printer.indented { printer in
            var body: [CStatement] = []
            if let condition = check.condition {
                let reach: [CStatement] = statements(search.make(condition, true))
                if !reach.isEmpty { body.append(.ifElse(expressions.negated(condition), reach, [])) }
            }
            let lose: [CStatement] = statements(search.make(check.predicate, false))
            if !lose.isEmpty { body.append(.ifElse(expressions.translate(check.predicate), lose, [])) }
            printer.print(body.isEmpty ? [.expression(.atom("(void)v"))] : body)
        }
        printer.line("}")
    }

    private func statements(_ mend: Mend) -> [CStatement] {
        switch mend {
        case .never: return []
        case .change(let change): return [.expression(.atom(change.statement))]
        case .all(let parts):
            return parts.flatMap { part -> [CStatement] in
                let body: [CStatement] = statements(part.mend)
                if part.isSo == .atom("false") { return body }
                return body.isEmpty ? [] : [.ifElse(.prefix("!", part.isSo), body, [])]
            }
        case .any(let mends):
            var result: [CStatement] = []
            for mend: Mend in mends.reversed() {
                let body: [CStatement] = statements(mend)
                if let possible = mend.possible {
                    result = [.ifElse(possible, body, result)]
                } else {
                    result = body
                }
            }
            return result
        }
    }
}

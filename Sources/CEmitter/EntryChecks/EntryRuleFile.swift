// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// `entry/rules.c`: a function a rule, and the table of all.
struct EntryRuleFile {
    let architecture: ArchitectureDescription
    let inputs: EntryInputs

    private var translator: EntryExpressionTranslator { EntryExpressionTranslator(words: architecture.controlWords) }

    var text: String {
        var printer = CPrinter()
        printer.lines(Banner.source(EntryCheckFiles.source))
        printer.lines([
            "#include \"entry_check.h\"", "",
            "#define VALUE(input)\thv_entry_value(view, HV_INPUT_##input)",
            "#define ON(word, control) \\",
            "\thv_entry_control(view, HV_INPUT_##word, HV_ENTRY_BIT_##control)",
        ])
        var section: EntryCheckSection?
        for check: EntryCheck in architecture.entryChecks {
            if check.section != section { printer.line() }
            if check.section != section { printer.line("/* SDM volume 3, \"\(check.section.title)\" */") }
            section = check.section
            function(check, &printer)
        }
        printer.line()
        outcomes(&printer)
        for check: EntryCheck in architecture.entryChecks { operands(check, &printer) }
        printer.line("const struct hv_entry_rule hv_entry_rules[] = {")
        for check: EntryCheck in architecture.entryChecks { row(check, &printer) }
        printer.lines([
            "};", "", "const unsigned int hv_nr_entry_rules =",
            "\tsizeof(hv_entry_rules) / sizeof(hv_entry_rules[0]);",
        ])
        return printer.finish()
    }

    // MARK: Functions

    private func function(_ check: EntryCheck, _ printer: inout CPrinter) {
        printer.line()
        let sentence: String = "\(check.code): \(check.sentence)"
        let isShort: Bool = sentence.count + 6 <= CPrinter.width
        printer.lines(isShort ? ["/* \(sentence) */"] : CommentText.block([sentence]))
        printer.lines(["static struct hv_known ve_\(check.number)(const struct hv_entry_view *view)", "{"])
        let condition: [Expression] = check.condition.map { $0.chain(.and) } ?? []
        let alternatives: [Expression] = check.predicate.chain(.or)
        let op: BinaryOperator = alternatives.count > 1 ? .or : .and
        let predicate: [Expression] = check.predicate.chain(op)
        if condition.isEmpty && predicate.count == 1 {
            printer.lines(translator.translate(predicate[0]).statement("return "))
        } else {
            printer.lines(["\tstruct hv_known \(condition.isEmpty ? "" : "given, ")holds;", ""])
            assign("given", .and, condition, &printer)
            assign("holds", op, predicate, &printer)
            printer.line(condition.isEmpty ? "\treturn holds;" : "\treturn kb_given(given, holds);")
        }
        printer.line("}")
    }

    /// A statement for each part of a chain.
    private func assign(_ name: String, _ op: BinaryOperator, _ parts: [Expression], _ printer: inout CPrinter) {
        for (index, part) in parts.enumerated() {
            let value: CallLayout = translator.translate(part)
            let function: String = op == .or ? "kb_or" : "kb_and"
            let whole: CallLayout = index == 0 ? value : .call(function, [.atom(name), value])
            printer.lines(whole.statement("\(name) = "))
        }
    }

    // MARK: Tables

    private func outcomes(_ printer: inout CPrinter) {
        var seen: Set<[EntryOutcome]> = []
        for check: EntryCheck in architecture.entryChecks where seen.insert(check.outcomes).inserted {
            printer.line("static const struct hv_entry_outcome \(Self.name(check.outcomes))[] = {")
            for outcome: EntryOutcome in check.outcomes {
                let (kind, number): (String, UInt64?) = Self.kind(outcome)
                printer.line("\t{ HV_ENTRY_\(kind), \(number ?? 0) },")
            }
            printer.lines(["};", ""])
        }
    }

    private static func kind(_ outcome: EntryOutcome) -> (String, UInt64?) {
        switch outcome {
        case .fault(let vector): ("FAULT", UInt64(vector))
        case .failInvalid: ("FAIL_INVALID", nil)
        case .failValid(let error): ("FAIL_VALID", UInt64(error))
        case .guestStateFailure(let qualification): ("GUEST_STATE", qualification)
        case .msrLoadFailure: ("MSR_LOAD", nil)
        case .machineCheckFailure: ("MACHINE_CHECK", nil)
        case .enters: ("ENTERS", nil)
        }
    }

    /// For example `fail_valid_7_or_fail_valid_8`.
    private static func name(_ outcomes: [EntryOutcome]) -> String {
        outcomes.map { outcome in
            let (kind, number): (String, UInt64?) = kind(outcome)
            return kind.lowercased() + (number.map { "_\($0)" } ?? "")
        }.joined(separator: "_or_")
    }

    private func operands(_ check: EntryCheck, _ printer: inout CPrinter) {
        printer.line("static const struct hv_entry_operand operands_\(check.number)[] = {")
        for operand: EntryOperand in check.operands {
            if case .control(let control) = operand {
                printer.line("\t{ \(EntryInputFile.place(control, architecture)) },")
            } else {
                printer.line("\t{ HV_INPUT_\(EntryInputs.name(operand)), HV_ENTRY_WHOLE },")
            }
        }
        printer.lines(["};", ""])
    }

    private func row(_ check: EntryCheck, _ printer: inout CPrinter) {
        printer.lines([
            "\t{", "\t\t.code = \"\(check.code)\",", "\t\t.name = \"\(check.name)\",",
            "\t\t.section = \(HeaderName.literal(check.section.title)),",
            "\t\t.sentence = \(HeaderName.literal(check.sentence)),", "\t\t.holds = ve_\(check.number),",
            "\t\t.operands = operands_\(check.number),", "\t\t.outcomes = \(Self.name(check.outcomes)),",
            "\t\t.number = \(check.number),", "\t\t.nr_operands = \(check.operands.count),",
            "\t\t.nr_outcomes = \(check.outcomes.count),", "\t\t.stage = \(check.section.stage),",
        ])
        if check.scope == .eachMSRLoadEntry { printer.line("\t\t.each_msr = true,") }
        printer.line("\t},")
    }
}

extension Expression {
    /// The parts that the operator joins at the top.
    func chain(_ op: BinaryOperator) -> [Expression] {
        guard type == .bool, case .binary(op, let left, let right) = self else { return [self] }
        return left.chain(op) + right.chain(op)
    }
}

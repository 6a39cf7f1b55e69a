// SPDX-License-Identifier: GPL-2.0-only

import Interpreter
import VMXModel

/// HV027: VM entry takes what is known of the VMCS at the end of the set-up, with the controls that negotiation chose.
enum InitialVMCS: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.initialVMCS.code]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        let setup = SetupWrites(context)
        let evaluator = EntryCheckEvaluator(context.architecture)
        return context.architecture.entryChecks.compactMap { InitialCheck($0, context, setup, evaluator).diagnostic() }
    }

    /// Which checks of VM entry hold, are broken, or depend on what only the machine knows, with one outcome of
    /// negotiation after the other: for those that look at something that the set-up knows.
    static func verdicts(_ context: RuleContext) -> [(check: EntryCheck, verdicts: Set<EntryVerdict>)] {
        let setup = SetupWrites(context)
        let evaluator = EntryCheckEvaluator(context.architecture)
        return context.architecture.entryChecks.compactMap { check in
            let initial = InitialCheck(check, context, setup, evaluator)
            return initial.isDecidable ? (check, Set(initial.outcomes.map(\.verdict))) : nil
        }
    }
}

/// What the checks are put before.
private struct SetupWrites {
    /// A processor whose capabilities the database has, with the controls that negotiation ends with there.
    struct Processor {
        let name: String
        let capabilities: [CapabilityMSR: Value]
        let controls: NegotiatedControls
    }

    /// The last write of each.
    private(set) var last: [VMCSField: Statement] = [:]
    /// Fields of which some write gives a value that is known in part.
    private(set) var known: Set<VMCSField> = []
    /// Those on which the hypervisor starts.
    let processors: [Processor]

    init(_ context: RuleContext) {
        let negotiation = Negotiation(context.architecture, context.hypervisor)
        processors = context.architecture.processors.compactMap { processor in
            let capabilities = ProcessorCapabilities(processor)
            guard let controls = try? negotiation.negotiate(on: capabilities) else { return nil }
            let values: [(CapabilityMSR, Value)] = context.architecture.capabilityMSRs.compactMap { msr in
                capabilities.msrs[msr.address].map { (msr, .known($0)) }
            }
            return Processor(
                name: processor.name, capabilities: Dictionary(values) { first, _ in first }, controls: controls)
        }
        for visit: RuleContext.Visit in context.visits {
            guard case .setup = visit.unit.owner, case .writeField(let field, let value) = visit.statement.kind else {
                continue
            }
            last[field] = visit.statement
            if visit.state.evaluate(value) != .every(field.valueType) { known.insert(field) }
        }
    }
}

/// One check of VM entry, in front of the VMCS that the set-up leaves.
private struct InitialCheck {
    /// What negotiation may end with, as far as the check looks at it, and what it says then.
    struct Outcome {
        let question: ClosureQuestion
        /// One of the database; nil for any on which negotiation ends so.
        let processor: SetupWrites.Processor?
        let verdict: EntryVerdict
        let end: PathState
    }

    private let check: EntryCheck
    private let context: RuleContext
    private let setup: SetupWrites
    private let evaluator: EntryCheckEvaluator
    /// Fields that the check looks at, those of control words aside: how controls depend on each other is HV007's.
    private let fields: [VMCSField]
    private let controls: [ControlID]

    init(_ check: EntryCheck, _ context: RuleContext, _ setup: SetupWrites, _ evaluator: EntryCheckEvaluator) {
        self.check = check
        self.context = context
        self.setup = setup
        self.evaluator = evaluator
        let words: Set<VMCSField> = Set(context.architecture.controlWords.map(\.field))
        var fields: [VMCSField] = []
        var controls: [ControlID] = []
        for operand: EntryOperand in check.predicate.entryOperands + (check.condition?.entryOperands ?? []) {
            switch operand {
            case .field(let field) where !words.contains(field) && !fields.contains(field): fields.append(field)
            case .control(let control) where !controls.contains(control.id): controls.append(control.id)
            default: break
            }
        }
        self.fields = fields
        self.controls = controls
    }

    /// Whether it looks at a value that the set-up knows something of. Areas in memory are the runtime's.
    var isDecidable: Bool { check.scope == .once && fields.contains(where: setup.known.contains) }

    /// For every value of the controls that some processor can end with; and where the check asks what a processor is
    /// capable of, for those that the database has.
    var outcomes: [Outcome] {
        var questions: [ClosureQuestion] = [ClosureQuestion()]
        for id: ControlID in controls {
            questions = questions.flatMap { [$0.and(id, true), $0.and(id, false)] }.filter(context.closure.isPossible)
        }
        let everywhere: [Outcome] = questions.compactMap { outcome($0, on: nil) }
        let isAboutCapabilities: Bool = check.operands.contains { if case .capability = $0 { true } else { false } }
        if !isAboutCapabilities { return everywhere }
        return everywhere
            + setup.processors.compactMap { processor in
                let question: ClosureQuestion = controls.reduce(ClosureQuestion()) {
                    $0.and($1, processor.controls.isSet($1))
                }
                return outcome(question, on: processor)
            }
    }

    private func outcome(_ question: ClosureQuestion, on processor: SetupWrites.Processor?) -> Outcome? {
        context.reachability.ends.state(question).map { end in
            let state: EntryState = state(question, end, processor?.capabilities ?? [:])
            return Outcome(
                question: question, processor: processor, verdict: evaluator.check(check, state), end: end)
        }
    }

    private func state(
        _ question: ClosureQuestion, _ end: PathState, _ capabilities: [CapabilityMSR: Value]
    ) -> EntryState {
        var state = EntryState(capabilities: capabilities)
        for field: VMCSField in fields { state.fields[field] = value(end.evaluate(.field(field))) }
        for id: ControlID in controls {
            for (each, bit) in bits(of: id, question.controls[id] ?? false) {
                guard let word = context.architecture.word(each.word) else { continue }
                // What the set-up itself has switched counts more than what negotiation chose.
                let written: ValueSet = end.evaluate(.field(word.field))
                let mask: UInt64 = 1 << UInt64(each.bit)
                var known: Value = state.fields[word.field] ?? value(written)
                if (written.ones | written.zeroes) & mask == 0 {
                    known = Value(bits: bit ? known.bits | mask : known.bits & ~mask, unknown: known.unknown & ~mask)
                }
                state.fields[word.field] = known
            }
        }
        return state
    }

    /// A control that is 1 in the end is 1 in its word, and so is what activates the word.
    private func bits(of id: ControlID, _ value: Bool) -> [(ControlID, Bool)] {
        guard value, let activator = context.architecture.word(id.word)?.activatedBy, activator != id else {
            return [(id, value)]
        }
        return [(id, true)] + bits(of: activator, true)
    }

    private func value(_ set: ValueSet) -> Value {
        Value(bits: set.ones, unknown: set.possibleOnes & ~set.ones & set.type.mask)
    }

    // MARK: Reporting

    func diagnostic() -> Diagnostic? {
        guard isDecidable, let broken = outcomes.first(where: { $0.verdict == .broken }) else { return nil }
        let written: [(field: VMCSField, statement: Statement)] = fields.compactMap { field in
            setup.last[field].map { (field, $0) }
        }
        guard let main = written.first(where: { setup.known.contains($0.field) }) ?? written.first else { return nil }
        let values: [String] = written.compactMap { describe(broken.end.evaluate(.field($0.field)), of: $0.field) }
        let place: String
        if let processor = broken.processor {
            place = "on \(processor.name)"
        } else {
            guard let example = context.closure.example(of: broken.question) else { return nil }
            place = ClosureWords(architecture: context.architecture).processor(example, about: controls)
        }
        let others: [Diagnostic.Note] = written.filter { $0.field != main.field }.map {
            Diagnostic.Note("\($0.field.symbol) is written here", at: $0.statement.location)
        }
        return Diagnostic(
            .initialVMCS,
            "VM entry fails \(place) with \(values.joined(separator: ", ")); "
                + "\(check.code): \(check.sentence.hasSuffix(".") ? String(check.sentence.dropLast()) : check.sentence)",
            at: main.statement.location, section: "SDM volume 3, \"\(check.section.title)\"",
            suggestion: "write another value in Setup { … }; hvgen explain \(check.code) has the rule",
            notes: others + [Diagnostic.Note("the check of VM entry is declared here", at: check.location)])
    }

    private func describe(_ value: ValueSet, of field: VMCSField) -> String? {
        if let single = value.single { return "\(field.symbol) = \(hex(single))" }
        let zeroes: UInt64 = value.zeroes & field.valueType.mask
        if value.ones == 0 && zeroes == 0 { return nil }
        let ones: String = value.ones == 0 ? "" : "\(hex(value.ones)) set"
        let clear: String = zeroes == 0 ? "" : "\(hex(zeroes)) clear"
        return "\(field.symbol) with \([ones, clear].filter { !$0.isEmpty }.joined(separator: " and "))"
    }
}

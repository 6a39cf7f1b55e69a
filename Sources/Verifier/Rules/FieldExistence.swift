// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV006: a field is used only where it is sure to exist.
enum FieldExistence: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.fieldExistence.code]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        var found: [Diagnostic] = []
        for visit: RuleContext.Visit in context.visits {
            if case .routine = visit.unit.owner { continue }
            for field: VMCSField in visit.statement.fieldsUsed
            where !visit.state.implies(field.existsWhen) && mayLack(field, visit, visit.state, context) {
                found.append(missing(field, visit, visit.state, context, notes: []))
            }
            guard let handler = visit.unit.handler, visit.statement.mayRunRoutine else { continue }
            let expansion = DispositionExpansion(
                routines: context.architecture.dispositions, reason: handler.reason,
                architecture: context.architecture)
            for step: Statement in expansion.expand([visit.statement]) {
                checkRoutine(step, visit, context, &found)
            }
        }
        return found
    }

    /// What the routine of a disposition touches counts as touched by the disposition.
    private static func checkRoutine(
        _ step: Statement, _ visit: RuleContext.Visit, _ context: RuleContext, _ found: inout [Diagnostic]
    ) {
        guard case .perform(let routine, let arguments) = step.kind, routine.needsChecks else { return }
        var state: PathState = visit.state
        for (parameter, argument) in zip(routine.parameters, arguments) { state.assign(parameter, argument) }
        var missingFields: [(VMCSField, PathState, SourceLocation)] = []
        let walker = PathWalker { inner, known in
            for field: VMCSField in inner.fieldsUsed
            where !known.implies(field.existsWhen) && mayLack(field, visit, known, context) {
                missingFields.append((field, known, inner.location))
            }
        }
        _ = walker.walk(routine.body, state)
        for (field, known, place) in missingFields {
            found.append(
                missing(
                    field, visit, known, context,
                    notes: [Diagnostic.Note("the disposition's routine \(routine.name) uses it here", at: place)]))
        }
    }

    private static func missing(
        _ field: VMCSField, _ visit: RuleContext.Visit, _ known: PathState, _ context: RuleContext,
        notes: [Diagnostic.Note]
    ) -> Diagnostic {
        let needs: String = context.words(for: field.existsWhen)
        return Diagnostic(
            .fieldExistence,
            "\(field.symbol) (\"\(field.name)\") may not exist here: it needs \(needs)"
                + processor(without: field, known, context),
            at: visit.statement.location,
            suggestion: suggestion(field.existsWhen, context),
            notes: notes + [Diagnostic.Note("the field is declared here", at: field.location)])
    }

    /// Whether the handler's exit can happen where the path knows what it knows and the field is missing.
    private static func mayLack(
        _ field: VMCSField, _ visit: RuleContext.Visit, _ known: PathState, _ context: RuleContext
    ) -> Bool {
        guard let handler = visit.unit.handler, field.existsWhen != .undocumented else { return true }
        let question: ClosureQuestion = known.question.and(field.existsWhen, false)
        return context.reachability.isPossible(handler.reason, under: question)
            || !context.reachability.isPossible(handler.reason)
    }

    /// A processor on which the path is taken and the field is missing.
    private static func processor(
        without field: VMCSField, _ known: PathState, _ context: RuleContext
    ) -> String {
        let question: ClosureQuestion = known.question.and(field.existsWhen, false)
        guard field.existsWhen != .undocumented, let example = context.closure.example(of: question) else { return "" }
        let words = ClosureWords(architecture: context.architecture)
        return ", and the path is taken " + words.processor(example, about: example.values.keys.sorted())
    }

    private static func suggestion(_ predicate: CapabilityPredicate, _ context: RuleContext) -> String {
        switch predicate {
        case .allowed(let id):
            let name: String = context.reachability.name(of: id)
            return "require \(name), or put the statement into If(enabled(…)) of it"
        case .any(let parts):
            return parts.first.map { suggestion($0, context) } ?? "do not use the field"
        case .all, .msrBit, .cpuid, .always:
            return "test the capability on the path before"
        }
    }
}

extension Routine {
    /// Whether a field in it is one that not every processor has.
    fileprivate var needsChecks: Bool {
        var result = false
        body.forEachStatement { statement in
            if statement.fieldsUsed.contains(where: { $0.existsWhen != .always }) { result = true }
        }
        return result
    }
}

extension Statement {
    fileprivate var mayRunRoutine: Bool {
        switch kind {
        case .end, .perform: true
        default: false
        }
    }

    /// Fields that the statement itself reads or writes, each once.
    var fieldsUsed: [VMCSField] {
        let written: [VMCSField] =
            switch kind {
            case .writeField(let field, _): [field]
            case .call(let native, _, _): native.effects.writesFields
            default: []
            }
        let read: [VMCSField] = fieldsRead
        return written.filter { !read.contains($0) } + read
    }

    /// Fields that the statement itself reads, each once.
    var fieldsRead: [VMCSField] {
        var found: [VMCSField] = []
        func add(_ field: VMCSField) { if !found.contains(field) { found.append(field) } }
        switch kind {
        case .readField(let field, _): add(field)
        case .call(let native, _, _): native.effects.readsFields.forEach(add)
        default: break
        }
        for expression: Expression in expressions {
            expression.forEach { if case .field(let field) = $0 { add(field) } }
        }
        return found
    }
}

extension RuleContext {
    /// A condition on the processor, for people.
    func words(for predicate: CapabilityPredicate) -> String {
        switch predicate {
        case .always: "nothing"
        case .allowed(let id): reachability.name(of: id)
        case .msrBit(let address, let bit):
            "bit \(bit) of \(name(ofMSR: address))"
        case .cpuid(let feature): "CPUID feature \(feature.name)"
        case .any(let parts): parts.map(words).joined(separator: " or ")
        case .all(let parts): parts.map(words).joined(separator: " and ")
        }
    }

    private func name(ofMSR address: UInt32) -> String {
        architecture.capabilityMSRs.first { $0.address == address }?.name ?? "MSR \(hex(UInt64(address)))"
    }
}

/// A number as C writes it.
func hex(_ value: UInt64) -> String { "0x" + String(value, radix: 16) }

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV006: a field is used only where it is sure to exist.
enum FieldExistence: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.fieldExistence.code]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        var found: [Diagnostic] = []
        for visit: RuleContext.Visit in context.visits {
            if case .routine = visit.unit.owner { continue }
            for field: VMCSField in visit.statement.fieldsUsed where !visit.state.implies(field.existsWhen) {
                found.append(missing(field, visit, context, notes: []))
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
        var missingFields: [(VMCSField, SourceLocation)] = []
        let walker = PathWalker { inner, known in
            for field: VMCSField in inner.fieldsUsed where !known.implies(field.existsWhen) {
                missingFields.append((field, inner.location))
            }
        }
        _ = walker.walk(routine.body, state)
        for (field, place) in missingFields {
            found.append(
                missing(
                    field, visit, context,
                    notes: [Diagnostic.Note("the disposition's routine \(routine.name) uses it here", at: place)]))
        }
    }

    private static func missing(
        _ field: VMCSField, _ visit: RuleContext.Visit, _ context: RuleContext, notes: [Diagnostic.Note]
    ) -> Diagnostic {
        let needs: String = context.words(for: field.existsWhen)
        return Diagnostic(
            .fieldExistence,
            "\(field.symbol) (\"\(field.name)\") may not exist here: it needs \(needs)", at: visit.statement.location,
            suggestion: suggestion(field.existsWhen, context),
            notes: notes + [Diagnostic.Note("the field is declared here", at: field.location)])
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

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Turns the fields that expressions name into VMREADs: as late as possible, so
/// that a path pays only for what it uses, and once, so that it pays once.
struct FieldReadScheduler {
    let architecture: ArchitectureDescription
    var names: NameTable

    /// - Parameter available: fields whose value is in a variable at this point of the path.
    mutating func schedule(_ statements: [Statement], available: inout [VMCSField: Local]) -> [Statement] {
        var result: [Statement] = []
        for (position, statement) in statements.enumerated() {
            let rest: ArraySlice<Statement> = statements[(position + 1)...]
            result += schedule(statement, before: rest, available: &available)
        }
        return result
    }

    private mutating func schedule(
        _ statement: Statement, before rest: ArraySlice<Statement>, available: inout [VMCSField: Local]
    ) -> [Statement] {
        var result: [Statement] = []
        // What an arm reads and what follows reads too is read once, before the arms part; but not a field that
        // some processors lack, since the decision may be about that.
        var wanted: [VMCSField] = fields(in: statement.expressions)
        if !statement.blocks.isEmpty {
            let later: [VMCSField] = fieldsSurelyRead(in: rest)
            wanted += statement.blocks.flatMap(fieldsRead)
                .filter { $0.existsWhen == .always && later.contains($0) }
        }
        for field: VMCSField in wanted where available[field] == nil {
            let local = Local(names.unique(Self.variableName(architecture.label(of: field))), field.valueType)
            result.append(Statement(.readField(field, into: local), at: statement.location))
            available[field] = local
        }
        var reads: [Statement] = []
        let rewritten: Statement.Kind = rewrite(statement, available: &available, reads: &reads)
        result += reads
        result.append(Statement(rewritten, at: statement.location))
        return result
    }

    private mutating func rewrite(
        _ statement: Statement, available: inout [VMCSField: Local], reads: inout [Statement]
    ) -> Statement.Kind {
        let known: [VMCSField: Local] = available
        var indexed: [Statement] = []
        func replace(_ expression: Expression) -> Expression {
            switch expression {
            case .field(let field):
                return .local(known[field]!)
            case .indexedRegister(let index):
                let local = Local(names.unique("operand"), .u64)
                indexed.append(Statement(.readIndexedRegister(replace(index), into: local), at: statement.location))
                return .local(local)
            default:
                return expression.mapOperands(replace)
            }
        }
        defer { reads = indexed }
        switch statement.kind {
        case .assign(let local, let value):
            return .assign(local, replace(value))
        case .writeField(let field, let value):
            let written: Expression = replace(value)
            available[field] = nil
            if case .local(let local) = written { available[field] = local }
            return .writeField(field, written)
        case .setRegister(let register, let value):
            return .setRegister(register, replace(value))
        case .setIndexedRegister(let index, let value):
            return .setIndexedRegister(replace(index), replace(value))
        case .setState(let variable, let index, let value):
            return .setState(variable, index: index.map(replace), replace(value))
        case .addState(let variable, let index, let value):
            return .addState(variable, index: index.map(replace), replace(value))
        case .cpuid(let leaf, let subleaf, let eax, let ebx, let ecx, let edx):
            return .cpuid(leaf: replace(leaf), subleaf: replace(subleaf), eax: eax, ebx: ebx, ecx: ecx, edx: edx)
        case .readMSR(let address, let value, let faulted):
            return .readMSR(replace(address), value: value, faulted: faulted)
        case .writeMSR(let address, let value, let faulted):
            return .writeMSR(replace(address), replace(value), faulted: faulted)
        case .call(let native, let arguments, let results):
            for field: VMCSField in native.effects.writesFields { available[field] = nil }
            return .call(native, arguments: arguments.map(replace), results: results)
        case .emit(let event, let words):
            return .emit(event, words.map(replace))
        case .perform(let routine, let arguments):
            return .perform(routine, arguments.map(replace))
        case .readIndexedRegister(let index, let local):
            return .readIndexedRegister(replace(index), into: local)
        case .branch(let condition, let then, let otherwise):
            let decision: Expression = replace(condition)
            var arms: [[VMCSField: Local]] = []
            let scheduled: [[Statement]] = [then, otherwise].map { scheduleArm($0, known, &arms) }
            available = Self.common(to: arms)
            return .branch(decision, then: scheduled[0], else: scheduled[1])
        case .select(let subject, let cases, let otherwise):
            let value: Expression = replace(subject)
            var arms: [[VMCSField: Local]] = []
            let scheduled: [SwitchCase] = cases.map {
                SwitchCase($0.ranges, scheduleArm($0.body, known, &arms), at: $0.location)
            }
            let last: [Statement] = scheduleArm(otherwise, known, &arms)
            available = Self.common(to: arms)
            return .select(value, cases: scheduled, otherwise: last)
        case .readField, .discard, .end, .finish:
            return statement.kind
        }
    }

    private mutating func scheduleArm(
        _ body: [Statement], _ known: [VMCSField: Local], _ arms: inout [[VMCSField: Local]]
    ) -> [Statement] {
        var inside: [VMCSField: Local] = known
        let result: [Statement] = schedule(body, available: &inside)
        if !body.endsEveryPath { arms.append(inside) }
        return result
    }

    /// What is in the same variable at the end of every arm that falls through.
    private static func common(to arms: [[VMCSField: Local]]) -> [VMCSField: Local] {
        guard let first = arms.first else { return [:] }
        return first.filter { field, local in arms.allSatisfy { $0[field] == local } }
    }

    /// `vmcs.guest.cr4` is read into `guestCR4`, `vmcs.exit.qualification` into `qualification`.
    private static func variableName(_ label: String) -> String {
        let parts: [Substring] = label.split(separator: ".")
        guard parts.count >= 2, let last = parts.last else { return label }
        let owner: Substring = parts[parts.count - 2]
        guard owner == "guest" || owner == "host" else { return String(last) }
        return owner + last.prefix(1).uppercased() + last.dropFirst()
    }

    private func fields(in expressions: [Expression]) -> [VMCSField] {
        var found: [VMCSField] = []
        for expression: Expression in expressions {
            expression.forEach { part in
                if case .field(let field) = part, !found.contains(field) { found.append(field) }
            }
        }
        return found
    }

    private func fieldsRead(in block: [Statement]) -> [VMCSField] {
        guard !block.endsEveryPath else { return [] }
        var found: [VMCSField] = []
        block.forEachStatement { statement in
            for field: VMCSField in fields(in: statement.expressions) where !found.contains(field) {
                found.append(field)
            }
        }
        return found
    }

    /// Fields that are read on every path through `rest`, up to its first decision or write.
    private func fieldsSurelyRead(in rest: ArraySlice<Statement>) -> [VMCSField] {
        var found: [VMCSField] = []
        for statement: Statement in rest {
            found += fields(in: statement.expressions)
            if !statement.blocks.isEmpty { break }
            if case .writeField = statement.kind { break }
            if case .call = statement.kind { break }
        }
        return found
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// For stubs alone: what a routine behind an RDMSR only reads and computes comes before it.
///
/// RDMSR overwrites RAX and RDX, which are free until then and hold the guest's new values behind it. A VMREAD can
/// be done earlier as long as no VMWRITE to its field comes between; on a way that does not reach the routine,
/// because the access faults, it is done for nothing. `StubOrder` of the interpreter says which order is allowed.
///
///     RDMSR                        VMREAD RIP, length
///     perform advance       ─▶     RDMSR
///                                  VMWRITE RIP …
struct EarlyReads {
    /// The routines with field reads spelled out, by name.
    let routines: [String: Routine]

    func applied(to body: [Statement]) -> [Statement] {
        for (place, statement) in body.enumerated() {
            guard case .perform(let routine, []) = statement.kind, !routine.endsPath,
                let lowered = routines[routine.name]
            else { continue }
            let inlined: [Statement] = renamed(lowered)
            let reads: [Statement] = Array(inlined.prefix(while: \.onlyReads))
            var first: Int = place
            while first > 0, body[first - 1].leavesAlone(fieldsRead(in: reads)) { first -= 1 }
            // WRMSR takes the registers that RDMSR frees.
            guard !reads.isEmpty, let access = body[first..<place].firstIndex(where: \.readsMSR),
                !body[access..<place].contains(where: \.writesMSR)
            else { continue }
            return Array(body[..<access]) + reads + Array(body[access..<place]) + inlined.dropFirst(reads.count)
                + applied(to: Array(body[(place + 1)...]))
        }
        return body
    }

    /// The body of a routine, with its variables apart from those of the handler.
    private func renamed(_ routine: Routine) -> [Statement] {
        func rename(_ local: Local) -> Local {
            Local(routine.name + local.name.prefix(1).uppercased() + local.name.dropFirst(), local.type)
        }
        func rename(_ expression: Expression) -> Expression {
            if case .local(let local) = expression { return .local(rename(local)) }
            return expression.mapOperands(rename)
        }
        return routine.body.map { $0.renamed(rename, rename) }
    }

    private func fieldsRead(in statements: [Statement]) -> [VMCSField] {
        var found: [VMCSField] = []
        statements.forEachStatement { if case .readField(let field, _) = $0.kind { found.append(field) } }
        return found
    }
}

extension Statement {
    /// Nothing but VMREADs and computation.
    fileprivate var onlyReads: Bool {
        switch kind {
        case .readField, .assign: true
        case .branch, .select: blocks.allSatisfy { $0.allSatisfy(\.onlyReads) }
        default: false
        }
    }

    fileprivate var readsMSR: Bool {
        var found = false
        forEach { if case .readMSR = $0.kind { found = true } }
        return found
    }

    fileprivate var writesMSR: Bool {
        var found = false
        forEach { if case .writeMSR = $0.kind { found = true } }
        return found
    }

    /// Whether what goes on behind the statement finds the fields as they were before it.
    fileprivate func leavesAlone(_ fields: [VMCSField]) -> Bool {
        switch kind {
        case .writeField(let field, _): !fields.contains(field)
        case .call, .perform, .emit, .setIndexedRegister, .readIndexedRegister, .end, .finish: false
        case .branch, .select:
            blocks.allSatisfy { block in block.endsEveryPath || block.allSatisfy { $0.leavesAlone(fields) } }
        default: true
        }
    }

    /// The statement of a routine on other variables.
    fileprivate func renamed(_ local: (Local) -> Local, _ expression: (Expression) -> Expression) -> Statement {
        func inside(_ statements: [Statement]) -> [Statement] { statements.map { $0.renamed(local, expression) } }
        let kind: Kind
        switch self.kind {
        case .assign(let target, let value): kind = .assign(local(target), expression(value))
        case .readField(let field, let target): kind = .readField(field, into: local(target))
        case .writeField(let field, let value): kind = .writeField(field, expression(value))
        case .branch(let condition, let then, let otherwise):
            kind = .branch(expression(condition), then: inside(then), else: inside(otherwise))
        case .select(let subject, let cases, let otherwise):
            let arms: [SwitchCase] = cases.map { SwitchCase($0.ranges, inside($0.body), at: $0.location) }
            kind = .select(expression(subject), cases: arms, otherwise: inside(otherwise))
        default: preconditionFailure("a routine that goes behind an instruction does nothing else")
        }
        return Statement(kind, at: location)
    }
}

// SPDX-License-Identifier: GPL-2.0-only

extension Statement {
    /// The expressions that this statement evaluates itself, not those of nested statements.
    public var expressions: [Expression] {
        switch kind {
        case .assign(_, let value), .writeField(_, let value), .setRegister(_, let value): [value]
        case .setIndexedRegister(let index, let value): [index, value]
        case .setState(_, let index, let value), .addState(_, let index, let value):
            (index.map { [$0] } ?? []) + [value]
        case .cpuid(let leaf, let subleaf, _, _, _, _): [leaf, subleaf]
        case .readMSR(let address, _, _): [address]
        case .writeMSR(let address, let value, _): [address, value]
        case .call(_, let arguments, _): arguments
        case .emit(_, let words): words
        case .branch(let condition, _, _): [condition]
        case .select(let subject, _, _): [subject]
        case .end(.inject(let event)): event.errorCode.map { [$0] } ?? []
        case .end(.injectInterrupt(let vector)): [vector]
        case .end, .finish, .readField, .discard: []
        case .readIndexedRegister(let index, _): [index]
        case .perform(_, let arguments): arguments
        }
    }

    /// The lists of statements inside this one.
    public var blocks: [[Statement]] {
        switch kind {
        case .branch(_, let then, let otherwise): [then, otherwise]
        case .select(_, let cases, let otherwise): cases.map(\.body) + [otherwise]
        default: []
        }
    }

    /// The variables that this statement sets itself.
    public var assignedLocals: [Local] {
        switch kind {
        case .assign(let local, _), .readField(_, let local), .readIndexedRegister(_, let local): [local]
        case .cpuid(_, _, let eax, let ebx, let ecx, let edx): [eax, ebx, ecx, edx]
        case .readMSR(_, let value, let faulted): [value, faulted]
        case .writeMSR(_, _, let faulted): [faulted]
        case .call(_, _, let results): results
        default: []
        }
    }

    /// Calls `body` with this statement and every one inside it, in the order of the text.
    public func forEach(_ body: (Statement) -> Void) {
        body(self)
        for block: [Statement] in blocks { block.forEachStatement(body) }
    }
}

extension Array where Element == Statement {
    /// Calls `body` with every statement, nested ones included, in the order of the text.
    public func forEachStatement(_ body: (Statement) -> Void) {
        for statement: Statement in self { statement.forEach(body) }
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Asks two successive questions about bits of fields as one: what they guard against is rare, and a stub can test
/// the bits of both fields at once.
///
///     If(a & 1) { A }           If(a & 1 || b & 2) {
///     If(b & 2) { B }    ─▶         If(a & 1) { A }
///                                   If(b & 2) { B }
///                               }
///
/// Both fields are then read before A, so A must not write the second one.
struct GuardMerging {
    func merge(_ statements: [Statement]) -> [Statement] {
        var result: [Statement] = []
        for statement: Statement in statements.map({ $0.mapBlocks(merge) }) {
            if let last = result.last, let both = Self.merged(last, statement) {
                result[result.count - 1] = both
            } else {
                result.append(statement)
            }
        }
        return result
    }

    private static func merged(_ first: Statement, _ second: Statement) -> Statement? {
        guard case .branch(let one, let rare, []) = first.kind, case .branch(let other, _, []) = second.kind,
            fieldTested(by: one) != nil, let field = fieldTested(by: other), leaves(field, alone: rare)
        else { return nil }
        return Statement(.branch(.binary(.or, one, other), then: [first, second], else: []), at: first.location)
    }

    /// The field of `field & mask != 0`; nil for any other condition.
    private static func fieldTested(by condition: Expression) -> VMCSField? {
        guard case .compare(.notEqual, .binary(.and, .field(let field), .constant), .constant(0, _)) = condition,
            field.existsWhen == .always
        else { return nil }
        return field
    }

    /// Whether the statements go on to what follows them, with the field as it was.
    private static func leaves(_ field: VMCSField, alone statements: [Statement]) -> Bool {
        var isAlone = true
        statements.forEachStatement { statement in
            switch statement.kind {
            case .assign, .setRegister, .setState, .addState, .branch, .select, .readField: break
            case .writeField(let written, _): if written == field { isAlone = false }
            default: isAlone = false
            }
        }
        return isAlone
    }
}

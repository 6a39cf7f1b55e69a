// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Controls that the set-up or a handler switches in the VMCS, behind negotiation.
///
/// A write of a control word is one of `word <- environment("controls.…")`, `word <- word | bits` and
/// `word <- word & bits`; any other may leave each control as either.
struct SwitchedBits: Sendable {
    /// Bits that a write makes 1, and bits that it makes 0.
    struct Change: Hashable, Sendable {
        var set: UInt64 = 0
        var cleared: UInt64 = 0
    }

    private let fields: [ControlWordID: VMCSField]
    private let ends: SetupEnds
    /// By word: bits that a handler or the set-up may clear.
    private let cleared: [ControlWordID: UInt64]

    init(_ architecture: ArchitectureDescription, _ hypervisor: HypervisorDescription, _ ends: SetupEnds) {
        self.ends = ends
        fields = Dictionary(architecture.controlWords.map { ($0.id, $0.field) }) { first, _ in first }
        var cleared: [ControlWordID: UInt64] = [:]
        for word: ControlWord in architecture.controlWords {
            for body: [Statement] in hypervisor.handlers.map(\.body) + [hypervisor.setup] {
                body.forEachStatement { statement in
                    guard let change = Self.change(of: word.field, by: statement) else { return }
                    cleared[word.id, default: 0] |= change.cleared
                }
            }
        }
        self.cleared = cleared
    }

    /// Whether the control may be 0 for the processor although negotiation has ended with 1.
    func mayBeSwitchedOff(_ id: ControlID) -> Bool { (cleared[id.word] ?? 0) & id.mask != 0 }

    /// Whether the set-up switches the control off, and nothing switches it on again, where negotiation ends so.
    func staysOff(_ id: ControlID, _ question: ClosureQuestion) -> Bool {
        guard mayBeSwitchedOff(id), let field = fields[id.word] else { return false }
        guard let end = ends.state(question), end.evaluate(.field(field)).zeroes & id.mask != 0 else { return false }
        return !ends.handlerWrites(question).contains { write in
            guard write.field == field else { return false }
            return (write.value.map { Self.change($0, field).set } ?? .max) & id.mask != 0
        }
    }

    /// What a statement does to a control word; nil when it does not write it.
    static func change(of field: VMCSField, by statement: Statement) -> Change? {
        switch statement.kind {
        case .writeField(field, let value): change(value, field)
        case .call(let native, _, _) where native.effects.writesFields.contains(field):
            Change(set: .max, cleared: .max)
        default: nil
        }
    }

    static func change(_ value: Expression, _ field: VMCSField) -> Change {
        switch value {
        case .environment(let value) where value.path.hasPrefix("controls."): Change()
        case .field(field): Change()
        case .binary(.or, let operand, .constant(let bits, _)):
            apply(change(operand, field), set: bits, cleared: 0)
        case .binary(.and, let operand, .constant(let bits, let type)):
            apply(change(operand, field), set: 0, cleared: ~bits & type.mask)
        case .constant(let bits, let type): Change(set: bits, cleared: ~bits & type.mask)
        default: Change(set: .max, cleared: .max)
        }
    }

    private static func apply(_ change: Change, set: UInt64, cleared: UInt64) -> Change {
        Change(set: change.set & ~cleared | set, cleared: change.cleared & ~set | cleared)
    }
}

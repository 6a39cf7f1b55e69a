// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Expressions as terms of SMT-LIB 2, in the logic of bit-vectors: truth values are `Bool`, all else has its width.
///
/// SMT-LIB standard, version 2.6, theories Core and FixedSizeBitVectors.
struct SMTText {
    private let words: [ControlWordID: ControlWord]

    init(_ controlWords: [ControlWord]) {
        words = Dictionary(controlWords.map { ($0.id, $0) }) { first, _ in first }
    }

    /// What an operand is made of, which is what is declared: a control is a bit of its word, and of those above it.
    func variables(of operand: EntryOperand) -> [EntryOperand] {
        guard case .control(let control) = operand else { return [operand] }
        return chain(control.id).map { EntryOperand.field($0.word.field) }
    }

    static func name(_ operand: EntryOperand) -> String { "\(operand.kind).\(operand.name)" }

    static func sort(_ type: ValueType) -> String { type == .bool ? "Bool" : "(_ BitVec \(type.bits))" }

    static func constant(_ value: UInt64, _ type: ValueType) -> String {
        type == .bool ? (value & 1 == 0 ? "false" : "true") : "(_ bv\(value & type.mask) \(type.bits))"
    }

    /// The term of an expression of a check.
    func term(_ expression: Expression) -> String {
        let type: ValueType = expression.type
        switch expression {
        case .constant(let value, _): return Self.constant(value, type)
        case .field(let field): return Self.name(.field(field))
        case .capability(let msr): return Self.name(.capability(msr))
        case .machine(let value): return Self.name(.machine(value))
        case .enabled(let control): return enabled(control.id)
        case .not(let operand): return type == .bool ? "(not \(term(operand)))" : "(bvnot \(term(operand)))"
        case .binary(let op, let left, let right): return binary(op, term(left), term(right), type)
        case .compare(let comparison, let left, let right):
            return compare(comparison, term(left), term(right), left.type)
        case .shiftLeft(let operand, let amount): return shift("bvshl", term(operand), amount, type)
        case .shiftRight(let operand, let amount): return shift("bvlshr", term(operand), amount, type)
        case .bit(let value, let index): return bit(value, index)
        case .convert(let operand, let wanted): return convert(term(operand), operand.type, wanted)
        case .select(let condition, let then, let otherwise):
            return "(ite \(term(condition)) \(term(then)) \(term(otherwise)))"
        case .local, .register, .indexedRegister, .state, .environment:
            preconditionFailure("no check of VM entry has \(expression)")
        }
    }

    // MARK: Parts

    /// The words on whose bits a control depends, its own first.
    private func chain(_ id: ControlID) -> [(word: ControlWord, bit: Int)] {
        guard let word = words[id.word] else { preconditionFailure("no word of controls has \(id)") }
        guard let activator = word.activatedBy, activator != id else { return [(word, id.bit)] }
        return [(word, id.bit)] + chain(activator)
    }

    private func enabled(_ id: ControlID) -> String {
        let bits: [String] = chain(id).map { (word: ControlWord, bit: Int) -> String in
            Self.bit(Self.name(.field(word.field)), bit)
        }
        return bits.count == 1 ? bits[0] : "(and \(bits.joined(separator: " ")))"
    }

    private static func bit(_ term: String, _ index: Int) -> String {
        "(= ((_ extract \(index) \(index)) \(term)) #b1)"
    }

    private func binary(_ op: BinaryOperator, _ left: String, _ right: String, _ type: ValueType) -> String {
        let isTruth: Bool = type == .bool
        switch op {
        // On one bit, both are the exclusive or.
        case .add: return "(\(isTruth ? "xor" : "bvadd") \(left) \(right))"
        case .subtract: return "(\(isTruth ? "xor" : "bvsub") \(left) \(right))"
        case .and: return "(\(isTruth ? "and" : "bvand") \(left) \(right))"
        case .or: return "(\(isTruth ? "or" : "bvor") \(left) \(right))"
        case .xor: return "(\(isTruth ? "xor" : "bvxor") \(left) \(right))"
        case .minimum:
            return isTruth ? "(and \(left) \(right))" : "(ite (bvult \(left) \(right)) \(left) \(right))"
        }
    }

    private func compare(_ comparison: Comparison, _ left: String, _ right: String, _ type: ValueType) -> String {
        func less(_ first: String, _ second: String) -> String {
            type == .bool ? "(and (not \(first)) \(second))" : "(bvult \(first) \(second))"
        }
        switch comparison {
        case .equal: return "(= \(left) \(right))"
        case .notEqual: return "(not (= \(left) \(right)))"
        case .less: return less(left, right)
        case .greater: return less(right, left)
        case .lessOrEqual: return "(not \(less(right, left)))"
        case .greaterOrEqual: return "(not \(less(left, right)))"
        }
    }

    private func shift(_ name: String, _ operand: String, _ amount: Int, _ type: ValueType) -> String {
        if amount == 0 { return operand }
        // Nothing stays of a truth value.
        return type == .bool ? "false" : "(\(name) \(operand) \(Self.constant(UInt64(amount), type)))"
    }

    /// The index counts modulo the width, which is a power of two.
    private func bit(_ value: Expression, _ index: Expression) -> String {
        let type: ValueType = value.type
        if type == .bool { return term(value) }
        let wide: String = convert(term(index), index.type, type)
        let number: String = "(bvand \(wide) \(Self.constant(UInt64(type.bits - 1), type)))"
        return Self.bit("(bvlshr \(term(value)) \(number))", 0)
    }

    private func convert(_ term: String, _ from: ValueType, _ to: ValueType) -> String {
        if from == to { return term }
        if from == .bool { return "(ite \(term) \(Self.constant(1, to)) \(Self.constant(0, to)))" }
        if to == .bool { return Self.bit(term, 0) }
        return to.bits > from.bits
            ? "((_ zero_extend \(to.bits - from.bits)) \(term))" : "((_ extract \(to.bits - 1) 0) \(term))"
    }
}

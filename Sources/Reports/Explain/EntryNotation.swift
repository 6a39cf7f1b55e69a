// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Expressions of checks of VM entry for people: `GUEST_CR0[31] == 1 and "Enable EPT"`.
public enum EntryNotation {
    public static func text(_ expression: Expression) -> String { print(expression).text }

    /// How tightly a text binds: what binds less is put in parentheses.
    private enum Level: Int {
        case or, and, compare, bits, sum, atom
    }

    private typealias Printed = (text: String, level: Level)

    private static func inner(_ expression: Expression, _ outer: Level) -> String {
        let printed: Printed = print(expression)
        return printed.level.rawValue < outer.rawValue ? "(\(printed.text))" : printed.text
    }

    private static func print(_ expression: Expression) -> Printed {
        if let range = bits(expression) { return (range, .atom) }
        switch expression {
        case .constant(let value, .bool): return (value == 0 ? "false" : "true", .atom)
        case .constant(let value, _): return (number(value), .atom)
        case .field(let field): return (field.symbol, .atom)
        case .enabled(let control): return ("\"\(control.name)\"", .atom)
        case .capability(let msr): return (msr.name, .atom)
        case .machine(let value): return (value.name, .atom)
        case .not(let operand): return (operand.type == .bool ? "not " : "~") + inner(operand, .atom) |> .sum
        case .binary(let op, let left, let right): return binary(op, left, right)
        case .compare(let comparison, let left, let right): return compare(comparison, left, right)
        case .shiftLeft(let operand, let amount): return "\(inner(operand, .atom)) << \(amount)" |> .bits
        case .shiftRight(let operand, let amount): return "\(inner(operand, .atom)) >> \(amount)" |> .bits
        case .bit(let value, let index): return "bit \(inner(index, .atom)) of \(inner(value, .atom))" |> .compare
        case .convert(let operand, _): return print(operand)
        case .select(let condition, let then, let otherwise):
            return "if \(text(condition)) then \(inner(then, .bits)) else \(inner(otherwise, .bits))" |> .or
        case .local, .register, .indexedRegister, .state, .environment: return "?" |> .atom
        }
    }

    private static func binary(_ op: BinaryOperator, _ left: Expression, _ right: Expression) -> Printed {
        if left.type == .bool {
            switch op {
            case .and: return "\(inner(left, .and)) and \(inner(right, .and))" |> .and
            case .or: return "\(inner(left, .or)) or \(inner(right, .and))" |> .or
            default: return "\(inner(left, .sum)) \(op.rawValue) \(inner(right, .sum))" |> .compare
            }
        }
        if op == .minimum { return "min(\(text(left)), \(text(right)))" |> .atom }
        return "\(inner(left, .sum)) \(op.rawValue) \(inner(right, .sum))" |> .bits
    }

    private static func compare(_ comparison: Comparison, _ left: Expression, _ right: Expression) -> Printed {
        // Bits that are masked and then compared with nothing, or with the mask.
        if case .binary(.and, let value, .constant(let mask, _)) = left, let constant = right.constantValue,
            constant == 0 || constant == mask, let range = range(mask)
        {
            let width: Int = range.high - range.low + 1
            let isOne: Bool = width == 1 && (constant != 0) == (comparison == .equal)
            let wanted: String = constant == 0 ? "0" : number(mask >> UInt64(range.low))
            if width == 1 && (comparison == .equal || comparison == .notEqual) {
                return "\(inner(value, .atom))[\(range.low)] == \(isOne ? 1 : 0)" |> .compare
            }
            return "\(inner(value, .atom))[\(range.high):\(range.low)] \(comparison.rawValue) \(wanted)" |> .compare
        }
        return "\(inner(left, .sum)) \(comparison.rawValue) \(inner(right, .sum))" |> .compare
    }

    /// A run of bits, moved down: `GUEST_SS_AR_BYTES[6:5]`.
    private static func bits(_ expression: Expression) -> String? {
        switch expression {
        case .binary(.and, .shiftRight(let value, let amount), .constant(let mask, _)):
            guard let range = range(mask), range.low == 0 else { return nil }
            let high: Int = range.high + amount
            return inner(value, .atom) + (high == amount ? "[\(high)]" : "[\(high):\(amount)]")
        case .binary(.and, let value, .constant(let mask, _)) where value.constantValue == nil:
            guard let range = range(mask), range.low == 0, range.high + 1 < value.type.bits else { return nil }
            return inner(value, .atom) + "[\(range.high):0]"
        default: return nil
        }
    }

    private static func range(_ mask: UInt64) -> (high: Int, low: Int)? {
        guard mask != 0 else { return nil }
        let low: Int = mask.trailingZeroBitCount
        let run: UInt64 = mask >> UInt64(low)
        guard run & (run &+ 1) == 0 else { return nil }
        return (low + run.nonzeroBitCount - 1, low)
    }

    private static func number(_ value: UInt64) -> String {
        value < 10 ? String(value) : "0x" + String(value, radix: 16)
    }
}

infix operator |> : TernaryPrecedence

/// A text with how tightly it binds.
private func |> <Level>(text: String, level: Level) -> (text: String, level: Level) { (text, level) }

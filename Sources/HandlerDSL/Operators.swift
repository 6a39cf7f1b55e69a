// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

// Each operator exists twice: for two readable values, and for a value and a
// plain Swift constant of its type. Arithmetic wraps, comparisons are unsigned.

infix operator <- : AssignmentPrecedence

private func binary<L: Readable, R: Readable>(_ op: BinaryOperator, _ left: L, _ right: R) -> Expr<L.Value>
where R.Value == L.Value {
    Expr(.binary(op, left.expression, right.expression))
}

private func binary<L: Readable>(_ op: BinaryOperator, _ left: L, _ right: L.Value) -> Expr<L.Value> {
    Expr(.binary(op, left.expression, .constant(right.bitPattern, L.Value.type)))
}

private func compare<L: Readable, R: Readable>(_ op: Comparison, _ left: L, _ right: R) -> Expr<Bool>
where R.Value == L.Value {
    Expr(.compare(op, left.expression, right.expression))
}

private func compare<L: Readable>(_ op: Comparison, _ left: L, _ right: L.Value) -> Expr<Bool> {
    Expr(.compare(op, left.expression, .constant(right.bitPattern, L.Value.type)))
}

public func & <L: Readable, R: Readable>(left: L, right: R) -> Expr<L.Value> where R.Value == L.Value {
    binary(.and, left, right)
}
public func & <L: Readable>(left: L, right: L.Value) -> Expr<L.Value> { binary(.and, left, right) }

public func | <L: Readable, R: Readable>(left: L, right: R) -> Expr<L.Value> where R.Value == L.Value {
    binary(.or, left, right)
}
public func | <L: Readable>(left: L, right: L.Value) -> Expr<L.Value> { binary(.or, left, right) }

public func ^ <L: Readable, R: Readable>(left: L, right: R) -> Expr<L.Value> where R.Value == L.Value {
    binary(.xor, left, right)
}
public func ^ <L: Readable>(left: L, right: L.Value) -> Expr<L.Value> { binary(.xor, left, right) }

public func + <L: Readable, R: Readable>(left: L, right: R) -> Expr<L.Value> where R.Value == L.Value {
    binary(.add, left, right)
}
public func + <L: Readable>(left: L, right: L.Value) -> Expr<L.Value> { binary(.add, left, right) }

public func - <L: Readable, R: Readable>(left: L, right: R) -> Expr<L.Value> where R.Value == L.Value {
    binary(.subtract, left, right)
}
public func - <L: Readable>(left: L, right: L.Value) -> Expr<L.Value> { binary(.subtract, left, right) }

public func << <L: Readable>(left: L, amount: Int) -> Expr<L.Value> {
    precondition(amount >= 0 && amount < L.Value.type.bits, "a shift by \(amount) empties a \(L.Value.type)")
    return Expr(.shiftLeft(left.expression, amount))
}

public func >> <L: Readable>(left: L, amount: Int) -> Expr<L.Value> {
    precondition(amount >= 0 && amount < L.Value.type.bits, "a shift by \(amount) empties a \(L.Value.type)")
    return Expr(.shiftRight(left.expression, amount))
}

public prefix func ~ <L: Readable>(operand: L) -> Expr<L.Value> { Expr(.not(operand.expression)) }
public prefix func ! <L: Readable>(operand: L) -> Expr<Bool> where L.Value == Bool {
    Expr(.not(operand.expression))
}

public func && <L: Readable, R: Readable>(left: L, right: R) -> Expr<Bool>
where L.Value == Bool, R.Value == Bool {
    binary(.and, left, right)
}
public func || <L: Readable, R: Readable>(left: L, right: R) -> Expr<Bool>
where L.Value == Bool, R.Value == Bool {
    binary(.or, left, right)
}

public func == <L: Readable, R: Readable>(left: L, right: R) -> Expr<Bool> where R.Value == L.Value {
    compare(.equal, left, right)
}
public func == <L: Readable>(left: L, right: L.Value) -> Expr<Bool> { compare(.equal, left, right) }

public func != <L: Readable, R: Readable>(left: L, right: R) -> Expr<Bool> where R.Value == L.Value {
    compare(.notEqual, left, right)
}
public func != <L: Readable>(left: L, right: L.Value) -> Expr<Bool> { compare(.notEqual, left, right) }

public func < <L: Readable, R: Readable>(left: L, right: R) -> Expr<Bool> where R.Value == L.Value {
    compare(.less, left, right)
}
public func < <L: Readable>(left: L, right: L.Value) -> Expr<Bool> { compare(.less, left, right) }

public func <= <L: Readable>(left: L, right: L.Value) -> Expr<Bool> { compare(.lessOrEqual, left, right) }
public func > <L: Readable>(left: L, right: L.Value) -> Expr<Bool> { compare(.greater, left, right) }
public func >= <L: Readable>(left: L, right: L.Value) -> Expr<Bool> { compare(.greaterOrEqual, left, right) }

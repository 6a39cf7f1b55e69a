// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Anything that has a value in a handler: an ``Expr``, a variable, a guest
/// register, a VMCS field, declared state.
public protocol Readable<Value> {
    associatedtype Value: Word
    var expression: Expression { get }
}

/// Something that a handler can assign to with `<-`.
public protocol Place<Value>: Readable {
    func assignment(of value: Expression) -> Statement.Kind
}

/// A value whose width the Swift type checker knows.
public struct Expr<Value: Word>: Readable, Sendable {
    public let expression: Expression

    public init(_ expression: Expression) {
        precondition(expression.type == Value.type, "an expression of type \(expression.type) is no \(Value.self)")
        self.expression = expression
    }

    /// A constant.
    public init(_ value: Value) {
        self.expression = .constant(value.bitPattern, Value.type)
    }
}

/// A constant of the given width, where Swift cannot see it from the context.
public func constant<Value: Word>(_ value: Value) -> Expr<Value> { Expr(value) }

extension Field: Readable {
    public var expression: Expression { .field(declaration) }
}

extension Field: Place {
    public func assignment(of value: Expression) -> Statement.Kind { .writeField(declaration, value) }
}

extension Readable {
    /// The value, zero-extended or cut to 8 bits.
    public var u8: Expr<UInt8> { converted() }
    /// The value, zero-extended or cut to 16 bits.
    public var u16: Expr<UInt16> { converted() }
    /// The value, zero-extended or cut to 32 bits.
    public var u32: Expr<UInt32> { converted() }
    /// The value, zero-extended to 64 bits.
    public var u64: Expr<UInt64> { converted() }

    func converted<Other: Word>() -> Expr<Other> {
        Expr(Value.type == Other.type ? expression : .convert(expression, Other.type))
    }

    /// The bits of one field of a layout.
    public func bits<Result: Word>(_ field: BitField<Result>) -> Expr<Result> {
        let range: BitRange = field.declaration
        precondition(range.high < Value.type.bits, "\(range.name) ends at bit \(range.high) of a \(Value.type)")
        if Result.type == .bool {
            let masked: Expression = .binary(.and, expression, .constant(range.mask, Value.type))
            return Expr(.compare(.notEqual, masked, .constant(0, Value.type)))
        }
        var value: Expression = expression
        if range.low > 0 { value = .shiftRight(value, range.low) }
        if range.high + 1 < Value.type.bits {
            value = .binary(.and, value, .constant(range.mask >> UInt64(range.low), Value.type))
        }
        return Expr(Value.type == Result.type ? value : .convert(value, Result.type))
    }

    /// Whether any of the bits of the mask is set.
    public func hasAny(_ mask: Value) -> Expr<Bool> {
        Expr(
            .compare(
                .notEqual, .binary(.and, expression, .constant(mask.bitPattern, Value.type)),
                .constant(0, Value.type)))
    }

    /// Whether none of the bits of the mask is set.
    public func hasNone(_ mask: Value) -> Expr<Bool> {
        Expr(
            .compare(
                .equal, .binary(.and, expression, .constant(mask.bitPattern, Value.type)),
                .constant(0, Value.type)))
    }

    /// Bit `index`, modulo the width.
    public func bit<Index: Readable>(_ index: Index) -> Expr<Bool> {
        Expr(.bit(of: expression, index: index.expression))
    }

    /// The smaller of the value and a constant: how a guest's value becomes an index.
    public func clamped(to most: Value) -> Expr<Value> {
        Expr(.binary(.minimum, expression, .constant(most.bitPattern, Value.type)))
    }
}

/// One of two values.
public func choose<Result: Readable, Other: Readable>(
    _ condition: some Readable<Bool>, _ then: Result, else other: Other
) -> Expr<Result.Value> where Other.Value == Result.Value {
    Expr(.select(condition.expression, then: then.expression, else: other.expression))
}

/// Whether negotiation set the control to 1 on this processor.
public func enabled(_ control: Control) -> Expr<Bool> { Expr(.enabled(control.declaration)) }

/// A value that the runtime provides while it sets a VMCS up.
public func environment<Value: Word>(_ path: String, as type: Value.Type = Value.self) -> Expr<Value> {
    Expr(.environment(EnvironmentValue(path, Value.type)))
}

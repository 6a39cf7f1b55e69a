// SPDX-License-Identifier: GPL-2.0-only

/// A value that a handler computes. Evaluating one has no effect but the VMREADs
/// of the fields in it, which lowering turns into statements.
public indirect enum Expression: Hashable, Sendable {
    case constant(UInt64, ValueType)
    case local(Local)
    /// A guest register, all 64 bits as they were at the exit or as a handler has set them.
    case register(Register)
    /// A guest register whose number is only known at run time; 4 is RSP.
    case indexedRegister(Expression)
    case field(VMCSField)
    /// Declared state; the index is nil for a scalar.
    case state(StateVariable, index: Expression?)
    /// Whether negotiation set the control to 1 on this processor; in a check of VM entry, whether the VMCS has it,
    /// and the control that activates its word, set to 1.
    case enabled(ControlBit)
    /// A value that the runtime provides, for the set-up of a VMCS.
    case environment(EnvironmentValue)
    /// A capability MSR, read once at start.
    case capability(CapabilityMSR)
    /// What only a check of VM entry looks at: CPUID, the processor's state, memory.
    case machine(MachineValue)
    case not(Expression)
    case binary(BinaryOperator, Expression, Expression)
    case compare(Comparison, Expression, Expression)
    /// Shifted left by a constant, bits falling out of the type.
    case shiftLeft(Expression, Int)
    /// Shifted right by a constant, zeroes coming in.
    case shiftRight(Expression, Int)
    /// Bit number `index` (modulo the width) of the value.
    case bit(of: Expression, index: Expression)
    /// Zero-extended or cut to another type.
    case convert(Expression, ValueType)
    case select(Expression, then: Expression, else: Expression)
}

/// Operators on two values of the same type; arithmetic wraps.
public enum BinaryOperator: String, Hashable, Sendable, CaseIterable {
    case add = "+"
    case subtract = "-"
    case and = "&"
    case or = "|"
    case xor = "^"
    case minimum = "min"
}

/// Unsigned comparisons.
public enum Comparison: String, Hashable, Sendable, CaseIterable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
}

/// A variable of a handler or a parameter of a routine.
///
/// Within one handler a name stands for one variable.
public struct Local: Hashable, Sendable {
    /// In lowerCamelCase.
    public let name: String
    public let type: ValueType

    public init(_ name: String, _ type: ValueType) {
        self.name = name
        self.type = type
    }
}

/// A general-purpose register of the guest, in the order of the processor's numbers.
/// RSP is not among them: the guest's RSP lives in the VMCS.
public enum Register: String, Hashable, Sendable, CaseIterable {
    case rax, rcx, rdx, rbx, rbp, rsi, rdi
    case r8, r9, r10, r11, r12, r13, r14, r15

    /// The number that instruction information and qualifications use.
    public var number: Int {
        let index: Int = Self.allCases.firstIndex(of: self)!
        return index >= 4 ? index + 1 : index
    }
}

/// A value of the runtime's environment, for example the CR4 of the CPU that is being started.
public struct EnvironmentValue: Hashable, Sendable {
    /// The member of the runtime's C structure, a path such as `guest.cr4`.
    public let path: String
    public let type: ValueType

    public init(_ path: String, _ type: ValueType) {
        self.path = path
        self.type = type
    }
}

extension Expression {
    public var type: ValueType {
        switch self {
        case .constant(_, let type): type
        case .local(let local): local.type
        case .register, .indexedRegister, .capability: .u64
        case .field(let field): field.valueType
        case .state(let variable, _): variable.type
        case .enabled, .compare, .bit: .bool
        case .environment(let value): value.type
        case .machine(let value): value.type
        case .not(let operand): operand.type
        case .binary(_, let left, _): left.type
        case .shiftLeft(let operand, _), .shiftRight(let operand, _): operand.type
        case .convert(_, let type): type
        case .select(_, let then, _): then.type
        }
    }

    /// The direct operands, left to right.
    public var operands: [Expression] {
        switch self {
        case .constant, .local, .register, .field, .enabled, .environment, .capability, .machine: []
        case .indexedRegister(let index): [index]
        case .state(_, let index): index.map { [$0] } ?? []
        case .not(let operand), .shiftLeft(let operand, _), .shiftRight(let operand, _), .convert(let operand, _):
            [operand]
        case .binary(_, let left, let right), .compare(_, let left, let right): [left, right]
        case .bit(let value, let index): [value, index]
        case .select(let condition, let then, let otherwise): [condition, then, otherwise]
        }
    }

    /// The same expression with each direct operand replaced by what `transform` makes of it.
    public func mapOperands(_ transform: (Expression) -> Expression) -> Expression {
        switch self {
        case .constant, .local, .register, .field, .enabled, .environment, .capability, .machine: self
        case .indexedRegister(let index): .indexedRegister(transform(index))
        case .state(let variable, let index): .state(variable, index: index.map(transform))
        case .not(let operand): .not(transform(operand))
        case .binary(let op, let left, let right): .binary(op, transform(left), transform(right))
        case .compare(let op, let left, let right): .compare(op, transform(left), transform(right))
        case .shiftLeft(let operand, let amount): .shiftLeft(transform(operand), amount)
        case .shiftRight(let operand, let amount): .shiftRight(transform(operand), amount)
        case .bit(let value, let index): .bit(of: transform(value), index: transform(index))
        case .convert(let operand, let type): .convert(transform(operand), type)
        case .select(let condition, let then, let otherwise):
            .select(transform(condition), then: transform(then), else: transform(otherwise))
        }
    }

    /// Calls `body` with this expression and all below it, operands before what uses them.
    public func forEach(_ body: (Expression) -> Void) {
        for operand: Expression in operands { operand.forEach(body) }
        body(self)
    }

    /// The constant that this is, if it is one.
    public var constantValue: UInt64? {
        if case .constant(let value, _) = self { return value }
        return nil
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// A step of a stub on values; which registers hold them is not decided yet.
enum StubOperation: Hashable {
    case copy(StubOperand, to: StubValue)
    case load(StubMemory, StubWidth, to: StubValue)
    /// The low bits of a value.
    case narrow(StubValue, StubWidth, to: StubValue)
    case binary(BinaryOperator, StubValue, StubOperand, StubWidth, to: StubValue)
    case shiftLeft(StubValue, Int, StubWidth, to: StubValue)
    case shiftRight(StubValue, Int, StubWidth, to: StubValue)
    case invert(StubValue, StubWidth, to: StubValue)
    /// 1 where the condition holds, else 0.
    case truth(StubCondition, to: StubValue)
    case choose(StubCondition, then: StubValue, else: StubValue, to: StubValue)
    /// VMREAD; `encoding` keeps the field's encoding for a later VMWRITE.
    case readField(VMCSField, to: StubValue, encoding: StubValue?)
    /// VMREAD into memory.
    case storeField(VMCSField, StubMemory, encoding: StubValue?)
    /// VMWRITE from a value or from memory; the encoding may be in a value already.
    case writeField(VMCSField, StubOperand, encoding: StubValue?)
    case cpuid(leaf: StubOperand, subleaf: StubOperand, eax: StubValue, ebx: StubValue, ecx: StubValue, edx: StubValue)
    case addMemory(StubMemory, StubOperand, StubWidth)
    case storeMemory(StubMemory, StubOperand, StubWidth)
    /// From here on the guest register may hold anything: resolved into the end of the path.
    case discard(StubValue)
}

/// What a branch asks.
enum StubCondition: Hashable {
    /// Unsigned.
    case compare(Comparison, StubOperand, StubOperand, StubWidth)
    /// Whether bits that both operands have are all 0 (`isZero`), or any is 1.
    case test(isZero: Bool, StubOperand, StubOperand, StubWidth)
    /// Bit number `index`, modulo the width, is 1 (`isSet`) or 0.
    case bit(isSet: Bool, of: StubValue, index: StubValue, StubWidth)
    /// Adds to memory; whether that carries out of the highest bit (`isSet`) or not.
    case carry(isSet: Bool, StubMemory, StubOperand, StubWidth)

    var negated: StubCondition {
        switch self {
        case .compare(let comparison, let left, let right, let width):
            .compare(comparison.negated, left, right, width)
        case .test(let isZero, let left, let right, let width): .test(isZero: !isZero, left, right, width)
        case .bit(let isSet, let value, let index, let width): .bit(isSet: !isSet, of: value, index: index, width)
        case .carry(let isSet, let memory, let amount, let width): .carry(isSet: !isSet, memory, amount, width)
        }
    }

    var uses: [StubValue] {
        switch self {
        case .compare(_, let left, let right, _), .test(_, let left, let right, _):
            [left, right].compactMap(\.value)
        case .bit(_, let value, let index, _): [value, index]
        case .carry(_, _, let amount, _): [amount].compactMap(\.value)
        }
    }
}

extension StubOperation {
    /// The values that the step reads.
    var uses: [StubValue] {
        switch self {
        case .copy(let source, _): [source].compactMap(\.value)
        case .load, .readField, .storeField, .discard: []
        case .narrow(let value, _, _), .shiftLeft(let value, _, _, _), .shiftRight(let value, _, _, _),
            .invert(let value, _, _):
            [value]
        case .writeField(_, let value, let encoding): [value.value, encoding].compactMap { $0 }
        case .binary(_, let left, let right, _, _): [left] + [right].compactMap(\.value)
        case .truth(let condition, _): condition.uses
        case .choose(let condition, let then, let otherwise, _): condition.uses + [then, otherwise]
        case .cpuid(let leaf, let subleaf, _, _, _, _): [leaf, subleaf].compactMap(\.value)
        case .addMemory(_, let operand, _), .storeMemory(_, let operand, _): [operand].compactMap(\.value)
        }
    }

    /// The values that the step sets.
    var sets: [StubValue] {
        switch self {
        case .copy(_, let to), .load(_, _, let to), .narrow(_, _, let to), .binary(_, _, _, _, let to),
            .shiftLeft(_, _, _, let to), .shiftRight(_, _, _, let to), .invert(_, _, let to), .truth(_, let to),
            .choose(_, _, _, let to):
            [to]
        case .readField(_, let to, let encoding): [to] + (encoding.map { [$0] } ?? [])
        case .storeField(_, _, let encoding): encoding.map { [$0] } ?? []
        case .cpuid(_, _, let eax, let ebx, let ecx, let edx): [eax, ebx, ecx, edx]
        case .writeField, .addMemory, .storeMemory, .discard: []
        }
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension StubOperand {
    func mapped(_ map: (StubValue) -> StubValue) -> StubOperand {
        if case .value(let value) = self { return .value(map(value)) }
        return self
    }

    func mentions(_ isMeant: (StubMemory) -> Bool) -> Bool {
        if case .memory(let memory) = self { return isMeant(memory) }
        return false
    }
}

extension StubCondition {
    /// The same condition about other values.
    func mapped(_ map: (StubValue) -> StubValue) -> StubCondition {
        switch self {
        case .compare(let comparison, let left, let right, let width):
            .compare(comparison, left.mapped(map), right.mapped(map), width)
        case .test(let isZero, let left, let right, let width):
            .test(isZero: isZero, left.mapped(map), right.mapped(map), width)
        case .bit(let isSet, let value, let index, let width):
            .bit(isSet: isSet, of: map(value), index: map(index), width)
        case .carry(let isSet, let memory, let amount, let width):
            .carry(isSet: isSet, memory, amount.mapped(map), width)
        }
    }

    func mentions(_ isMeant: (StubMemory) -> Bool) -> Bool {
        switch self {
        case .compare(_, let left, let right, _), .test(_, let left, let right, _):
            left.mentions(isMeant) || right.mentions(isMeant)
        case .bit: false
        case .carry(_, let memory, let amount, _): isMeant(memory) || amount.mentions(isMeant)
        }
    }
}

extension StubOperation {
    /// The same step on other values.
    func mapped(_ map: (StubValue) -> StubValue) -> StubOperation {
        switch self {
        case .copy(let source, let to): .copy(source.mapped(map), to: map(to))
        case .load(let memory, let width, let to): .load(memory, width, to: map(to))
        case .narrow(let value, let width, let to): .narrow(map(value), width, to: map(to))
        case .binary(let op, let left, let right, let width, let to):
            .binary(op, map(left), right.mapped(map), width, to: map(to))
        case .shiftLeft(let value, let amount, let width, let to): .shiftLeft(map(value), amount, width, to: map(to))
        case .shiftRight(let value, let amount, let width, let to):
            .shiftRight(map(value), amount, width, to: map(to))
        case .invert(let value, let width, let to): .invert(map(value), width, to: map(to))
        case .truth(let condition, let to): .truth(condition.mapped(map), to: map(to))
        case .choose(let condition, let then, let otherwise, let to):
            .choose(condition.mapped(map), then: map(then), else: map(otherwise), to: map(to))
        case .readField(let field, let to, let encoding): .readField(field, to: map(to), encoding: encoding.map(map))
        case .storeField(let field, let memory, let encoding): .storeField(field, memory, encoding: encoding.map(map))
        case .writeField(let field, let value, let encoding):
            .writeField(field, value.mapped(map), encoding: encoding.map(map))
        case .cpuid(let leaf, let subleaf, let eax, let ebx, let ecx, let edx):
            .cpuid(
                leaf: leaf.mapped(map), subleaf: subleaf.mapped(map), eax: map(eax), ebx: map(ebx), ecx: map(ecx),
                edx: map(edx))
        case .addMemory(let memory, let amount, let width): .addMemory(memory, amount.mapped(map), width)
        case .storeMemory(let memory, let value, let width): .storeMemory(memory, value.mapped(map), width)
        case .discard(let value): .discard(map(value))
        }
    }

    func mentions(_ isMeant: (StubMemory) -> Bool) -> Bool {
        switch self {
        case .copy(let source, _), .binary(_, _, let source, _, _), .writeField(_, let source, _):
            source.mentions(isMeant)
        case .load(let memory, _, _), .storeField(_, let memory, _): isMeant(memory)
        case .truth(let condition, _), .choose(let condition, _, _, _): condition.mentions(isMeant)
        case .cpuid(let leaf, let subleaf, _, _, _, _): leaf.mentions(isMeant) || subleaf.mentions(isMeant)
        case .addMemory(let memory, let operand, _), .storeMemory(let memory, let operand, _):
            isMeant(memory) || operand.mentions(isMeant)
        case .narrow, .shiftLeft, .shiftRight, .invert, .readField, .discard: false
        }
    }
}

extension StubEnd {
    /// The same end with the values that it uses replaced.
    func mappedUses(_ map: (StubValue) -> StubValue) -> StubEnd {
        switch self {
        case .branch(let condition, let cold, let hot): .branch(condition.mapped(map), cold: cold, hot: hot)
        case .readMSR(let address, let low, let high, let then, let fault):
            .readMSR(address: address.mapped(map), low: low, high: high, then: then, fault: fault)
        case .writeMSR(let address, let low, let high, let then, let fault):
            .writeMSR(
                address: address.mapped(map), low: low.mapped(map), high: high.mapped(map), then: then, fault: fault)
        case .jump, .resume, .slow: self
        }
    }

    func mentions(_ isMeant: (StubMemory) -> Bool) -> Bool {
        switch self {
        case .branch(let condition, _, _): condition.mentions(isMeant)
        case .readMSR(let address, _, _, _, _): address.mentions(isMeant)
        case .writeMSR(let address, let low, let high, _, _):
            [address, low, high].contains { $0.mentions(isMeant) }
        case .jump, .resume, .slow: false
        }
    }
}

extension StubBlock {
    func mentions(_ isMeant: (StubMemory) -> Bool) -> Bool {
        end.mentions(isMeant) || steps.contains { $0.operation.mentions(isMeant) }
    }

    /// Whether a step or the end uses or sets the value.
    func mentions(_ value: StubValue) -> Bool {
        end.uses.contains(value) || end.sets.contains(value)
            || steps.contains { $0.operation.uses.contains(value) || $0.operation.sets.contains(value) }
    }
}

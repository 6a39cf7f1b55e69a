// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// A change of a graph that may make stubs shorter or longer: only allocation tells.
enum StubImprovement: Hashable {
    /// In one stub, the encoding of a field stays in its register from the VMREAD to the VMWRITE of the field.
    /// A stub of its own for each: what shortens one can lengthen another.
    case keepEncoding(VMCSField, stub: Int)
    /// VMREAD puts a value into memory, where the instructions that use it find it.
    case inMemory(StubValue)
    /// The sum at the end of a block is made in memory, where the addition tells of the carry that is asked for.
    case carry(block: Int)
    /// Two questions about bits of two fields are one TEST of memory that holds both.
    case testTogether(block: Int)
}

extension StubGraph {
    /// Changes that could pay, since they change a likely way, in the order of the blocks.
    var improvements: [StubImprovement] {
        let likely: Set<Int> = stubs.reduce(into: [0]) { $0.formUnion(likelyWay(from: $1.block)) }
        var values: [StubValue] = []
        for step: StubStep in likely.sorted().flatMap({ blocks[$0].steps }) {
            if case .readField(_, let value, nil) = step.operation { values.append(value) }
        }
        let decisions: [Int] = likely.sorted().filter { if case .branch = blocks[$0].end { true } else { false } }
        return decisions.map { .carry(block: $0) } + decisions.map { .testTogether(block: $0) }
            + stubs.indices.flatMap(keepableEncodings) + values.map(StubImprovement.inMemory)
    }

    private func keepableEncodings(inStub stub: Int) -> [StubImprovement] {
        var read: [VMCSField] = []
        var written: Set<VMCSField> = []
        let own: Set<Int> = Set(ownBlocks(ofStub: stub))
        for step: StubStep in likelyWay(from: stubs[stub].block).filter(own.contains).flatMap({ blocks[$0].steps }) {
            switch step.operation {
            case .readField(let field, _, nil), .storeField(let field, _, nil):
                if !read.contains(field) { read.append(field) }
            case .writeField(let field, _, nil):
                written.insert(field)
            default:
                break
            }
        }
        return read.filter(written.contains).map { .keepEncoding($0, stub: stub) }
    }

    /// The blocks that this stub reaches and no other does, in the order of the blocks.
    private func ownBlocks(ofStub stub: Int) -> [Int] {
        let others: Set<Int> = stubs.indices.filter { $0 != stub }
            .reduce(into: []) { $0.formUnion(reachable(from: stubs[$1].block)) }
        return reachable(from: stubs[stub].block).subtracting(others).sorted()
    }

    /// Guest registers that a step uses, sets or discards.
    var registersTouched: Set<Register> {
        var found: Set<Register> = []
        for block: StubBlock in blocks {
            for step: StubStep in block.steps {
                found.formUnion((step.operation.uses + step.operation.sets).compactMap(\.home))
            }
            switch block.end {
            case .resume(let discarded): found.formUnion(discarded.compactMap(\.home))
            case .slow: break
            default: found.formUnion((block.end.uses + block.end.sets).compactMap(\.home))
            }
        }
        return found
    }

    private func likelyWay(from start: Int) -> [Int] {
        var way: [Int] = [start]
        while let next = blocks[way[way.count - 1]].end.successors.first { way.append(next) }
        return way
    }

    func reachable(from start: Int) -> Set<Int> {
        var found: Set<Int> = []
        var waiting: [Int] = [start]
        while let block = waiting.popLast() {
            if found.insert(block).inserted { waiting += blocks[block].end.successors }
        }
        return found
    }

    /// The graph with the change; nil when it cannot have it.
    func applying(_ improvement: StubImprovement) -> StubGraph? {
        switch improvement {
        case .keepEncoding(let field, let stub): keepingEncoding(of: field, inStub: stub)
        case .inMemory(let value): puttingInMemory(value)
        case .carry(let block): takingCarry(ofBlock: block)
        case .testTogether(let block): testingTogether(inBlock: block)
        }
    }

    // MARK: Encodings

    private func keepingEncoding(of field: VMCSField, inStub stub: Int) -> StubGraph? {
        var result: StubGraph = self
        let encoding: StubValue = result.makeValue()
        for block: Int in ownBlocks(ofStub: stub) {
            result.blocks[block].steps = blocks[block].steps.map { step in
                switch step.operation {
                case .readField(field, let value, nil): step.with(.readField(field, to: value, encoding: encoding))
                case .storeField(field, let place, nil): step.with(.storeField(field, place, encoding: encoding))
                case .writeField(field, let value, nil): step.with(.writeField(field, value, encoding: encoding))
                default: step
                }
            }
        }
        // A VMWRITE with no VMREAD before it on some path has no encoding to use.
        return StubLiveness(result).atEntry[0].contains(encoding) ? nil : result
    }

    // MARK: Memory

    /// Only within one block, so that no two values can want the place at once.
    private func puttingInMemory(_ value: StubValue) -> StubGraph? {
        let setters: [Int] = blocks.indices.filter { blocks[$0].steps.contains { $0.operation.sets.contains(value) } }
        guard setters.count == 1, let block = setters.first, !StubLiveness(self).afterEnd(of: block).contains(value),
            !blocks[block].steps.contains(where: { step in
                if case .storeField(_, let place, _) = step.operation { place.isScratch } else { false }
            })
        else { return nil }
        var result: StubGraph = self
        var count = 0
        for (index, step) in blocks[block].steps.enumerated() {
            if case .readField(let field, value, nil) = step.operation {
                result.blocks[block].steps[index] = step.with(.storeField(field, StubMemory.scratch(), encoding: nil))
                count += 1
            } else if step.operation.uses.contains(value) || step.operation.sets.contains(value) {
                guard let changed = step.operation.replacing(value, by: .scratch()) else { return nil }
                result.blocks[block].steps[index] = step.with(changed)
            }
        }
        if blocks[block].end.uses.contains(value) {
            guard case .branch(let condition, let cold, let hot) = blocks[block].end,
                let changed = condition.replacing(value, by: .scratch())
            else { return nil }
            result.blocks[block].end = .branch(changed, cold: cold, hot: hot)
        }
        return count == 1 ? result : nil
    }
}

extension StubStep {
    func with(_ operation: StubOperation) -> StubStep {
        StubStep(operation: operation, note: note, location: location)
    }
}

extension StubOperation {
    /// The operation with a value taken from memory; nil when x86 has no such instruction.
    func replacing(_ value: StubValue, by memory: StubMemory) -> StubOperation? {
        guard case .binary(let op, let left, let right, let width, let to) = self, to != value else { return nil }
        switch (left == value, right == .value(value)) {
        case (false, true):
            return .binary(op, left, .memory(memory), width, to: to)
        case (true, false):
            guard op != .subtract, let other = right.value else { return nil }
            return .binary(op, other, .memory(memory), width, to: to)
        default:
            return nil
        }
    }
}

extension StubCondition {
    /// The condition with a value taken from memory; nil when x86 has no such instruction.
    func replacing(_ value: StubValue, by memory: StubMemory) -> StubCondition? {
        func replaced(_ operand: StubOperand) -> StubOperand { operand == .value(value) ? .memory(memory) : operand }
        switch self {
        case .compare(let comparison, let left, let right, let width):
            let condition: StubCondition = .compare(comparison, replaced(left), replaced(right), width)
            return left == right ? nil : condition
        case .test(let isZero, let left, let right, let width):
            return left == right ? nil : .test(isZero: isZero, replaced(left), replaced(right), width)
        case .bit, .carry:
            return nil
        }
    }
}

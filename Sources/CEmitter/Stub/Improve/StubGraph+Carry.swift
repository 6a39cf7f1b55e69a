// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension StubGraph {
    /// `sum.u32 < a.u32`, where `sum` is `a + b`, is the carry of the addition of the low halves.
    ///
    ///     VMREAD to a                     VMREAD to memory
    ///     sum = a + b              ─▶     add b to the low half of memory
    ///     if sum.u32 < a.u32              if that carries: add 1 to the high half
    ///
    /// The sum stays in memory from there on, where VMWRITE takes it from. `b` must have no more than 32 bits.
    func takingCarry(ofBlock block: Int) -> StubGraph? {
        guard
            case .branch(.compare(.less, .value(let sum), .value(let a), .long), let cold, let hot) = blocks[block].end,
            sum != a, let place = indexOfSum(sum, a, in: block),
            case .binary(_, let left, let right, _, _) = blocks[block].steps[place.sum].operation,
            let b = left == a ? right.value : left, b != a, isShort(b)
        else { return nil }
        let liveness = StubLiveness(self)
        // Nobody wants `a` itself any more.
        if liveness.afterEnd(of: block).contains(a) || sum.home != nil { return nil }
        let region: [Int] = blocks.indices.filter {
            $0 == block || liveness.atEntry[$0].contains(sum) || blocks[$0].mentions(sum)
        }
        func isPlace(_ memory: StubMemory) -> Bool { memory == .sum || memory == .upperSum }
        if region.contains(where: { blocks[$0].mentions(isPlace) }) { return nil }

        var result: StubGraph = self
        guard case .readField(let field, _, _) = blocks[block].steps[place.read].operation else { return nil }
        let read: StubStep = blocks[block].steps[place.read]
        result.blocks[block].steps[place.read] = read.with(.storeField(field, .sum, encoding: nil))
        result.blocks[block].steps.remove(at: place.sum)
        for other: Int in region where other != block { result.keepInMemory(sum, block: other) }
        let carry: Int = result.makeBlock(blocks[cold].name, at: blocks[block].endLocation)
        result.append(
            StubStep(
                operation: .addMemory(.upperSum, .immediate(1), .long), note: "the carry",
                location: blocks[block].endLocation), to: carry)
        result.blocks[carry].end = .jump(cold)
        result.blocks[block].end = .branch(.carry(isSet: true, .sum, .value(b), .long), cold: carry, hot: hot)
        return result
    }

    /// The steps of a block that VMREAD `a` and make the sum; nil when anything else uses either before the end.
    private func indexOfSum(_ sum: StubValue, _ a: StubValue, in block: Int) -> (read: Int, sum: Int)? {
        let steps: [StubStep] = blocks[block].steps
        func places(of value: StubValue) -> [Int] {
            steps.indices.filter {
                steps[$0].operation.uses.contains(value) || steps[$0].operation.sets.contains(value)
            }
        }
        let aboutA: [Int] = places(of: a)
        let aboutSum: [Int] = places(of: sum)
        guard aboutA.count == 2, aboutSum == [aboutA[1]],
            case .readField(_, a, nil) = steps[aboutA[0]].operation,
            case .binary(.add, let left, .value(let right), .quad, _) = steps[aboutA[1]].operation,
            left == a || right == a
        else { return nil }
        // The other operand has to be there still when the block ends.
        let b: StubValue = left == a ? right : left
        if steps[aboutA[1]...].contains(where: { $0.operation.sets.contains(b) }) { return nil }
        return (aboutA[0], aboutA[1])
    }

    /// Whether a value never has more than 32 bits: it comes from fields of no more.
    private func isShort(_ value: StubValue) -> Bool {
        if value.home != nil || blocks.contains(where: { $0.end.sets.contains(value) }) { return false }
        return blocks.flatMap(\.steps).filter { $0.operation.sets.contains(value) }.allSatisfy { step in
            if case .readField(let field, value, _) = step.operation { return field.valueType.bits <= 32 }
            return false
        }
    }

    /// What a block does with a value it does with memory.
    private mutating func keepInMemory(_ value: StubValue, block: Int) {
        var steps: [StubStep] = []
        for step: StubStep in blocks[block].steps {
            let isUsed: Bool = step.operation.uses.contains(value)
            let isSet: Bool = step.operation.sets.contains(value)
            switch step.operation {
            case .writeField(let field, .value(value), let encoding):
                steps.append(step.with(.writeField(field, .memory(.sum), encoding: encoding)))
            case .narrow(value, .long, value):
                steps.append(step.with(.storeMemory(.upperSum, .immediate(0), .long)))
            case _ where isUsed || isSet:
                let short: StubValue = makeValue()
                if isUsed { steps.append(step.with(.load(.sum, .quad, to: short))) }
                steps.append(step.with(step.operation.mapped { $0 == value ? short : $0 }))
                if isSet { steps.append(step.with(.storeMemory(.sum, .value(short), .quad))) }
            default:
                steps.append(step)
            }
        }
        if blocks[block].end.uses.contains(value) {
            let short: StubValue = makeValue()
            steps.append(
                StubStep(operation: .load(.sum, .quad, to: short), note: "", location: blocks[block].endLocation))
            blocks[block].end = blocks[block].end.mappedUses { $0 == value ? short : $0 }
        }
        blocks[block].steps = steps
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension StubGraph {
    /// Two questions about bits of two fields, with the same answer to either, become one.
    ///
    ///     VMREAD to a                 VMREAD to memory
    ///     VMREAD to b          ─▶     VMREAD to memory + 2, over what is left of a
    ///     if a & 0x100: rare          if memory & 0x30100: rare
    ///     if b & 3: rare
    ///
    /// Of the field that is read first only the low bits are left, so that nobody may want others.
    func testingTogether(inBlock block: Int) -> StubGraph? {
        guard case .branch(let asked, let cold, let next) = blocks[block].end, blocks[next].steps.isEmpty,
            case .branch(let askedNext, cold, let hot) = blocks[next].end, cold != hot,
            let (value, mask) = Self.bits(askedNext), let (other, otherMask) = Self.bits(asked), value != other,
            let place = indexOfRead(value, in: block), let otherPlace = indexOfRead(other, in: block)
        else { return nil }
        let isFirst: Bool = otherPlace < place
        let low: (value: StubValue, mask: UInt64, place: Int) =
            isFirst ? (other, otherMask, otherPlace) : (value, mask, place)
        let high: (value: StubValue, mask: UInt64, place: Int) =
            isFirst ? (value, mask, place) : (other, otherMask, otherPlace)
        let liveness = StubLiveness(self)
        if liveness.atEntry[hot].contains(low.value) || liveness.atEntry[hot].contains(high.value) { return nil }
        if blocks[block].mentions(\.isScratch) { return nil }
        for bytes: Int in 1...2 {
            let bits = UInt64(8 * bytes)
            guard low.mask >> bits == 0, high.mask >> (32 - bits) == 0,
                wantsOnlyLowBits(of: low.value, below: bits, except: block)
            else { continue }
            var result: StubGraph = self
            for (index, memory) in [(low.place, StubMemory.scratch()), (high.place, .scratch(bytes))] {
                guard case .readField(let field, _, _) = blocks[block].steps[index].operation else { return nil }
                let read: StubStep = blocks[block].steps[index]
                result.blocks[block].steps[index] = read.with(.storeField(field, memory, encoding: nil))
            }
            let rare: Int = result.makeBlock(blocks[cold].name, at: blocks[block].endLocation)
            func load(_ memory: StubMemory, _ width: StubWidth, _ value: StubValue) {
                guard liveness.atEntry[cold].contains(value) else { return }
                let operation: StubOperation = .load(memory, width, to: value)
                result.append(StubStep(operation: operation, note: "", location: blocks[block].endLocation), to: rare)
            }
            load(.scratch(), bytes == 1 ? .byte : .word, low.value)
            load(.scratch(bytes), .quad, high.value)
            result.blocks[rare].end = .jump(cold)
            let both: StubCondition = .test(
                isZero: false, .memory(.scratch()), .immediate(low.mask | high.mask << bits), .long)
            result.blocks[block].end = .branch(both, cold: rare, hot: hot)
            return result
        }
        return nil
    }

    /// A value and the bits of it of which one at least must be 1.
    private static func bits(_ condition: StubCondition) -> (StubValue, UInt64)? {
        guard case .test(isZero: false, .value(let value), .immediate(let mask), let width) = condition else {
            return nil
        }
        return (value, mask & width.mask)
    }

    /// The one step that sets the value, a VMREAD in this block, if no other step of the block wants it.
    private func indexOfRead(_ value: StubValue, in block: Int) -> Int? {
        if value.home != nil { return nil }
        let setters: Int = blocks.flatMap(\.steps).filter { $0.operation.sets.contains(value) }.count
        let steps: [StubStep] = blocks[block].steps
        let places: [Int] = steps.indices.filter {
            steps[$0].operation.uses.contains(value) || steps[$0].operation.sets.contains(value)
        }
        guard setters == 1, places.count == 1, case .readField(_, value, nil) = steps[places[0]].operation else {
            return nil
        }
        return places[0]
    }

    /// Whether all that is ever asked about a value are some of its low bits.
    private func wantsOnlyLowBits(of value: StubValue, below bits: UInt64, except block: Int) -> Bool {
        blocks.indices.allSatisfy { index in
            if blocks[index].steps.contains(where: { $0.operation.uses.contains(value) }) { return false }
            guard index != block, blocks[index].end.uses.contains(value) else { return true }
            guard case .branch(.test(_, .value(value), .immediate(let mask), let width), _, _) = blocks[index].end
            else { return false }
            return mask & width.mask < 1 << bits
        }
    }
}

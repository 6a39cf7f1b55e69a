// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension StubGraph {
    /// The same program with fewer jumps, decisions and steps.
    ///
    /// What a path knows for sure it does not ask: behind an RDMSR that did not
    /// fault nobody tests whether it did.
    func simplified() -> StubGraph {
        var result: StubGraph = self
        while result.absorbOnce() {}
        result.skipEmptyBlocks()
        result.resolveDiscards()
        while result.removeUnwantedSteps() {}
        return result
    }

    // MARK: Decisions that are already made

    /// Steps that a block may repeat to save another a decision.
    private static let mostRepeatedSteps: Int = 8

    /// Appends to a block what follows it up to a decision that the block has made.
    private mutating func absorbOnce() -> Bool {
        for block: Int in blocks.indices {
            guard case .jump(let next) = blocks[block].end else { continue }
            if let (steps, target, mayRepeatTail) = decided(from: next, knowing: constants(at: block)) {
                blocks[block].steps += steps
                blocks[block].end = .jump(target)
                blocks[block].mayRepeatTail = blocks[block].mayRepeatTail || mayRepeatTail
                return true
            }
        }
        return false
    }

    /// Values that are constant behind the steps of a block, whatever came before.
    private func constants(at block: Int) -> [StubValue: UInt64] {
        blocks[block].steps.reduce(into: [:]) { Self.learn($1.operation, &$0) }
    }

    private static func learn(_ operation: StubOperation, _ known: inout [StubValue: UInt64]) {
        for value: StubValue in operation.sets { known[value] = nil }
        if case .copy(.immediate(let constant), let to) = operation { known[to] = constant }
    }

    /// The steps from `start` to the first decision that is made already, and where it goes.
    private func decided(
        from start: Int, knowing constants: [StubValue: UInt64]
    ) -> (steps: [StubStep], target: Int, mayRepeatTail: Bool)? {
        var known: [StubValue: UInt64] = constants
        var steps: [StubStep] = []
        var block: Int = start
        var mayRepeatTail = false
        while true {
            mayRepeatTail = mayRepeatTail || blocks[block].mayRepeatTail
            steps += blocks[block].steps
            if steps.count > Self.mostRepeatedSteps { return nil }
            for step: StubStep in blocks[block].steps { Self.learn(step.operation, &known) }
            switch blocks[block].end {
            case .jump(let next):
                block = next
            case .branch(.test(let isZero, .value(let value), .value(let same), _), let cold, let hot):
                guard value == same, let constant = known[value] else { return nil }
                return (steps, (constant == 0) == isZero ? cold : hot, mayRepeatTail)
            default:
                return nil
            }
        }
    }

    // MARK: Blocks without steps

    private mutating func skipEmptyBlocks() {
        func target(_ block: Int) -> Int {
            var here: Int = block
            while blocks[here].steps.isEmpty, case .jump(let next) = blocks[here].end { here = next }
            return here
        }
        let targets: [Int] = blocks.indices.map(target)
        for block: Int in blocks.indices { blocks[block].end = blocks[block].end.redirected { targets[$0] } }
        stubs = stubs.map { ($0.reason, targets[$0.block]) }
    }

    // MARK: Steps without use

    /// - Returns: whether there were any; what they alone had wanted is unwanted next.
    private mutating func removeUnwantedSteps() -> Bool {
        var isChanged = false
        let liveness = StubLiveness(self)
        for block: Int in blocks.indices {
            let behind: [Set<StubValue>] = liveness.behindSteps[block]
            let kept: [StubStep] = zip(blocks[block].steps, behind).filter { step, wanted in
                step.operation.hasEffect || !wanted.isDisjoint(with: step.operation.sets)
            }.map(\.0)
            isChanged = isChanged || kept.count < blocks[block].steps.count
            blocks[block].steps = kept
        }
        return isChanged
    }
}

extension StubEnd {
    func redirected(_ target: (Int) -> Int) -> StubEnd {
        switch self {
        case .jump(let block): .jump(target(block))
        case .branch(let condition, let cold, let hot):
            .branch(condition, cold: target(cold), hot: target(hot))
        case .readMSR(let address, let low, let high, let then, let fault):
            .readMSR(address: address, low: low, high: high, then: target(then), fault: target(fault))
        case .writeMSR(let address, let low, let high, let then, let fault):
            .writeMSR(address: address, low: low, high: high, then: target(then), fault: target(fault))
        case .resume, .slow: self
        }
    }
}

extension StubOperation {
    /// Whether the step is seen outside of the stub, whatever becomes of its result.
    var hasEffect: Bool {
        switch self {
        case .readField, .storeField, .writeField, .cpuid, .addMemory, .storeMemory, .discard: true
        case .copy, .load, .narrow, .binary, .shiftLeft, .shiftRight, .invert, .truth, .choose: false
        }
    }
}

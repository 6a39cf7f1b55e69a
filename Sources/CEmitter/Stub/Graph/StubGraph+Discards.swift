// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension StubGraph {
    /// Tells each end which guest registers hold anything there, instead of each place where that begins.
    ///
    /// A register that only some of the ways to a VMRESUME have discarded is brought back on all of them.
    mutating func resolveDiscards() {
        var predecessors: [[Int]] = [[Int]](repeating: [], count: blocks.count)
        for block: Int in reachable(from: 0).sorted() {
            for next: Int in blocks[block].end.successors { predecessors[next].append(block) }
        }
        var known: [Int: Set<StubValue>] = [:]
        func discarded(behind block: Int) -> Set<StubValue> {
            if let found = known[block] { return found }
            let before: [Set<StubValue>] = predecessors[block].map(discarded)
            var result: Set<StubValue> = before.dropFirst().reduce(before.first ?? []) { $0.intersection($1) }
            for step: StubStep in blocks[block].steps {
                result.subtract(step.operation.sets)
                if case .discard(let value) = step.operation { result.insert(value) }
            }
            result.subtract(blocks[block].end.sets)
            known[block] = result
            return result
        }
        for block: Int in blocks.indices {
            guard case .resume = blocks[block].end else { continue }
            blocks[block].end = .resume(without: discarded(behind: block).sorted())
        }
        for block: Int in blocks.indices {
            blocks[block].steps.removeAll { if case .discard = $0.operation { true } else { false } }
        }
    }
}

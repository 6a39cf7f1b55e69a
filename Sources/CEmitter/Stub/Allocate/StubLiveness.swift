// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Which values are still wanted where. A guest register is wanted as long as the
/// guest goes on with the value that it has.
struct StubLiveness {
    /// By block: values that are wanted at its beginning.
    private(set) var atEntry: [Set<StubValue>]
    /// By block: for each step, the values that are wanted behind it.
    private(set) var behindSteps: [[Set<StubValue>]] = []
    private let graph: StubGraph

    init(_ graph: StubGraph) {
        self.graph = graph
        atEntry = [Set<StubValue>](repeating: [], count: graph.blocks.count)
        var isDone = [Bool](repeating: false, count: graph.blocks.count)
        // A graph without cycles: what follows a block is known before the block itself.
        func visit(_ block: Int) {
            if isDone[block] { return }
            isDone[block] = true
            for next: Int in graph.blocks[block].end.successors { visit(next) }
            atEntry[block] = before(block)
        }
        for block: Int in graph.blocks.indices { visit(block) }
        behindSteps = graph.blocks.indices.map(behindSteps)
    }

    private func before(_ block: Int) -> Set<StubValue> {
        var wanted: Set<StubValue> = atEnd(of: block)
        for step: StubStep in graph.blocks[block].steps.reversed() { Self.pass(step.operation, &wanted) }
        return wanted
    }

    /// Values that are wanted before the end of the block is carried out.
    private func atEnd(of block: Int) -> Set<StubValue> {
        let end: StubEnd = graph.blocks[block].end
        return afterEnd(of: block).subtracting(end.sets).union(end.uses)
    }

    /// Values that any way on from the block wants.
    func afterEnd(of block: Int) -> Set<StubValue> {
        graph.blocks[block].end.successors.reduce(into: []) { $0.formUnion(atEntry[$1]) }
    }

    private static func pass(_ operation: StubOperation, _ wanted: inout Set<StubValue>) {
        wanted.subtract(operation.sets)
        wanted.formUnion(operation.uses)
    }

    private func behindSteps(_ block: Int) -> [Set<StubValue>] {
        var wanted: Set<StubValue> = atEnd(of: block)
        var result: [Set<StubValue>] = []
        for step: StubStep in graph.blocks[block].steps.reversed() {
            result.append(wanted)
            Self.pass(step.operation, &wanted)
        }
        return result.reversed()
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Which values are still wanted where. A guest register is wanted as long as the
/// guest goes on with the value that it has.
struct StubLiveness {
    /// By block: values that are wanted at its beginning.
    private(set) var atEntry: [Set<StubValue>]
    /// By block: for each step, the values that are wanted behind it.
    private(set) var behindSteps: [[Set<StubValue>]]
    private let graph: StubGraph

    init(_ graph: StubGraph) {
        self.graph = graph
        atEntry = [Set<StubValue>](repeating: [], count: graph.blocks.count)
        behindSteps = [[Set<StubValue>]](repeating: [], count: graph.blocks.count)
        var isDone = [Bool](repeating: false, count: graph.blocks.count)
        // A graph without cycles: what follows a block is known before the block itself.
        func visit(_ block: Int) {
            if isDone[block] { return }
            isDone[block] = true
            for next: Int in graph.blocks[block].end.successors { visit(next) }
            walk(block)
        }
        for block: Int in graph.blocks.indices { visit(block) }
    }

    /// Goes through a block from its end to its beginning.
    private mutating func walk(_ block: Int) {
        let end: StubEnd = graph.blocks[block].end
        var wanted: Set<StubValue> = afterEnd(of: block)
        wanted.subtract(end.sets)
        wanted.formUnion(end.uses)
        var behind: [Set<StubValue>] = []
        for step: StubStep in graph.blocks[block].steps.reversed() {
            behind.append(wanted)
            wanted.subtract(step.operation.sets)
            wanted.formUnion(step.operation.uses)
        }
        atEntry[block] = wanted
        behindSteps[block] = behind.reversed()
    }

    /// Values that any way on from the block wants.
    func afterEnd(of block: Int) -> Set<StubValue> {
        graph.blocks[block].end.successors.reduce(into: []) { $0.formUnion(atEntry[$1]) }
    }
}

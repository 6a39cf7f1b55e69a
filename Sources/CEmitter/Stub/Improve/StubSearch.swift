// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Tries what may make a stub shorter, and keeps what does.
///
/// Programs are compared by their likely way, then by all of their instructions. Every choice is tried in a fixed
/// order, so that the result depends on nothing but the spec.
struct StubSearch {
    struct Result {
        let allocator: TraceAllocator
        /// On the likely way, without what comes before the stub.
        let instructions: Int
        /// Of the whole program.
        let size: Int

        fileprivate func isBetter(than other: Result) -> Bool {
            (instructions, size) < (other.instructions, other.size)
        }
    }

    let slow: Int
    /// The register that is free when the stub begins.
    let first: Register
    let failure: (String, SourceLocation) -> StubFailure

    /// The best program for a graph.
    func best(for graph: StubGraph) throws(StubFailure) -> Result {
        var graph: StubGraph = graph
        var best: Result = try plain(graph)
        // What takes the fewest registers first, so that the others have them.
        while improve(&graph, &best, { $0.isAboutMemory }) {}
        while improve(&graph, &best, { _ in true }) {}
        return best
    }

    /// The program for a graph as it is.
    func plain(_ graph: StubGraph) throws(StubFailure) -> Result {
        var allocator = TraceAllocator(graph, StubLiveness(graph), slow: slow, first: first, failure: failure)
        try allocator.allocate()
        let path: StubPath = StubPaths(reason: graph.stubs[0].reason, allocator: allocator).path(dispatch: 0)
        return Result(
            allocator: allocator, instructions: path.instructions - StubProgram.arrival,
            size: allocator.blocks.reduce(0) { $0 + $1.instructions.count })
    }

    /// Makes every change that shortens the program, once; then a pair of changes: to keep an encoding may pay only
    /// where another value gives up its register.
    ///
    /// - Returns: whether there was any.
    private func improve(
        _ graph: inout StubGraph, _ best: inout Result, _ isMeant: (StubImprovement) -> Bool
    ) -> Bool {
        func adopt(_ candidate: StubGraph?, _ graph: inout StubGraph, _ best: inout Result) -> Bool {
            guard let candidate, let next = try? plain(candidate), next.isBetter(than: best) else { return false }
            (graph, best) = (candidate, next)
            return true
        }
        let improvements: [StubImprovement] = graph.improvements.filter(isMeant)
        var isChanged = false
        for improvement: StubImprovement in improvements where adopt(graph.applying(improvement), &graph, &best) {
            isChanged = true
        }
        if isChanged { return true }
        for improvement: StubImprovement in improvements {
            guard case .inMemory = improvement, let changed = graph.applying(improvement) else { continue }
            for case .keepEncoding(let field, let stub) in improvements
            where adopt(changed.applying(.keepEncoding(field, stub: stub)), &graph, &best) {
                return true
            }
        }
        return false
    }
}

extension StubImprovement {
    fileprivate var isAboutMemory: Bool {
        switch self {
        case .carry, .testTogether: true
        case .keepEncoding, .inMemory: false
        }
    }
}

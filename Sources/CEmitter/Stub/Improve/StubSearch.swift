// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Tries what may make a stub shorter, and keeps what does.
///
/// Programs are compared by their likely way. Every choice is tried in a fixed
/// order, so that the result depends on nothing but the spec.
struct StubSearch {
    struct Result {
        let allocator: TraceAllocator
        /// On the likely way, without what comes before the stub.
        let instructions: Int
    }

    let slow: Int
    /// The register that is free when the stub begins.
    let first: Register
    let failure: (String, SourceLocation) -> StubFailure

    /// The best program for a graph.
    func best(for graph: StubGraph) throws(StubFailure) -> Result {
        var graph: StubGraph = graph
        var best: Result = try plain(graph)
        while let better = improved(graph, than: best) { (graph, best) = better }
        return best
    }

    /// The program for a graph as it is.
    func plain(_ graph: StubGraph) throws(StubFailure) -> Result {
        var allocator = TraceAllocator(graph, StubLiveness(graph), slow: slow, first: first, failure: failure)
        try allocator.allocate()
        let path: StubPath = StubPaths(reason: graph.stubs[0].reason, allocator: allocator).path(dispatch: 0)
        return Result(allocator: allocator, instructions: path.instructions - StubProgram.arrival)
    }

    /// The best single change or pair of changes that makes the program shorter: to keep an encoding pays
    /// only where another value gives up its register.
    private func improved(_ graph: StubGraph, than result: Result) -> (StubGraph, Result)? {
        var best: (StubGraph, Result)?
        func consider(_ candidate: StubGraph) {
            guard let next = try? plain(candidate) else { return }
            if next.instructions < (best?.1 ?? result).instructions { best = (candidate, next) }
        }
        for improvement: StubImprovement in graph.improvements {
            guard let changed = graph.applying(improvement) else { continue }
            consider(changed)
            guard case .inMemory = improvement else { continue }
            for case .keepEncoding(let field, let stub) in graph.improvements {
                if let both = changed.applying(.keepEncoding(field, stub: stub)) { consider(both) }
            }
        }
        return best
    }
}

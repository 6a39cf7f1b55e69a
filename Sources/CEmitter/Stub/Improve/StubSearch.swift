// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Tries what may make stubs shorter, and keeps what does.
///
/// Programs are compared by the likely way of their first stub, then of the
/// second, and so on. Every choice is tried in a fixed order, so that the result
/// depends on nothing but the spec.
struct StubSearch {
    struct Result {
        let allocator: TraceAllocator
        let paths: [StubPath]

        var lengths: [Int] { paths.map(\.instructions) }
    }

    let slow: Int
    let failure: (String, SourceLocation) -> StubFailure

    /// The best program for a graph.
    func best(for graph: StubGraph) throws(StubFailure) -> Result {
        var graph: StubGraph = graph
        var best: Result = try overRegisters(graph)
        var isChanged = false
        while let better = try improved(graph, than: best) {
            (graph, best) = better
            isChanged = true
        }
        if !isChanged { return best }
        let last: Result = try overRegisters(graph)
        return isBetter(last, than: best) ? last : best
    }

    private func isBetter(_ one: Result, than other: Result) -> Bool {
        one.lengths.lexicographicallyPrecedes(other.lengths)
    }

    private func allocate(
        _ graph: StubGraph, _ liveness: StubLiveness, _ first: Register
    ) throws(StubFailure) -> Result {
        var allocator = TraceAllocator(graph, liveness, slow: slow, first: first, failure: failure)
        try allocator.allocate()
        return Result(allocator: allocator, paths: StubPaths(graph: graph, allocator: allocator).all)
    }

    /// The register that is freed before anything is known decides what the stubs have to store.
    private func overRegisters(_ graph: StubGraph) throws(StubFailure) -> Result {
        let liveness = StubLiveness(graph)
        var best: Result = try allocate(graph, liveness, TraceAllocator.preference[0])
        for first: Register in TraceAllocator.preference.dropFirst() {
            let next: Result = try allocate(graph, liveness, first)
            if isBetter(next, than: best) { best = next }
        }
        return best
    }

    /// The best single change or pair of changes that makes the program shorter: to keep an encoding pays
    /// only where another value gives up its register.
    private func improved(
        _ graph: StubGraph, than result: Result
    ) throws(StubFailure) -> (StubGraph, Result)? {
        var best: (StubGraph, Result)?
        func consider(_ candidate: StubGraph) throws(StubFailure) {
            guard let next = try? allocate(candidate, StubLiveness(candidate), result.allocator.first) else { return }
            if isBetter(next, than: best?.1 ?? result) { best = (candidate, next) }
        }
        for improvement: StubImprovement in graph.improvements {
            guard let changed = graph.applying(improvement) else { continue }
            try consider(changed)
            guard case .inMemory = improvement else { continue }
            for case .keepEncoding(let field, let stub) in graph.improvements {
                if let both = changed.applying(.keepEncoding(field, stub: stub)) { try consider(both) }
            }
        }
        return best
    }
}

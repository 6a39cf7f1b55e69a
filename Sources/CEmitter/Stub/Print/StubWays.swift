// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Finds every way through an allocated stub that a block tells from the others.
///
/// A way with a name is the likeliest one through the block of that name: with
/// the fewest rare turns, then with the fewest instructions.
struct StubWays {
    private let graph: StubGraph
    private let flow: StubFlow
    /// Of every block, as the printer has them but for what all have in front.
    private let names: [AssemblyLabel: String]
    private let labels: [AssemblyLabel: String]
    private let toGuest: [StubFlow.Step?]
    private let toC: [StubFlow.Step?]
    private let worst: [StubCount?]

    init(of allocator: TraceAllocator) {
        graph = allocator.graph
        let names: [AssemblyLabel: String] = StubPrinter.blockNames(allocator.blocks)
        self.names = names
        labels = allocator.aliases.compactMapValues { names[$0] }.merging(names) { alias, _ in alias }
        flow = StubFlow(blocks: allocator.blocks, aliases: allocator.aliases)
        toGuest = flow.steps(to: .guest)
        toC = flow.steps(to: .c)
        worst = flow.worstToGuest()
    }

    /// - Parameter entry: what comes before the stub.
    func cost(after entry: [AssemblyInstruction]) -> StubCost? {
        graph.stubs.first.flatMap { cost($0.reason, from: 0, after: entry) }
    }

    private struct Found {
        /// The first instruction of the block that gives the way its name.
        let start: Int
        let name: String
        let way: [Int]
        let end: StubWay.End
    }

    private func cost(_ reason: ExitReason, from start: Int, after entry: [AssemblyInstruction]) -> StubCost? {
        guard let likely = flow.way(from: start, toGuest), let worst = worst[start] else { return nil }
        let arrivals: [Int: StubFlow.Arrival] = flow.arrivals(from: start, stoppingAt: [])
        let passed: Set<Int> = Set(likely)
        var found: [Found] = [Found(start: start, name: StubWay.likelyName, way: likely, end: .guest)]
        for block: AssemblyBlock in flow.blocks where !block.instructions.isEmpty {
            guard let first = flow.start(of: block.label), arrivals[first] != nil, !passed.contains(first),
                let (rest, end) = rest(from: first)
            else { continue }
            let name: String = names[block.label]!.replacingPrefix(reason.label + "_", "")
            let next = Found(start: first, name: name, way: flow.way(to: first, arrivals) + rest, end: end)
            if let twin = found.firstIndex(where: { $0.way == next.way }) {
                // The same way: the first of its own blocks names it.
                if next.way.firstIndex(of: first)! < next.way.firstIndex(of: found[twin].start)! { found[twin] = next }
            } else {
                found.append(next)
            }
        }
        let ways: [StubWay] = found.map { way in
            let all: [AssemblyInstruction] = entry + way.way.map { flow.instructions[$0] }
            return StubWay(
                reason: reason, name: way.name, end: way.end, count: all.total, instructions: all, labels: labels)
        }
        return StubCost(
            reason: reason, ways: ways, worst: entry.total + worst,
            comparisons: entry.filter { $0.isConditionalJump }.count,
            dispatch: entry.count - StubProgram.arrival)
    }

    /// The likeliest way on: to the guest, if there is one.
    private func rest(from start: Int) -> (way: [Int], end: StubWay.End)? {
        if let way = flow.way(from: start, toGuest) { return (way, .guest) }
        return flow.way(from: start, toC).map { ($0, .c) }
    }
}

extension [AssemblyInstruction] {
    fileprivate var total: StubCount { reduce(StubCount()) { $0 + StubCount($1) } }
}

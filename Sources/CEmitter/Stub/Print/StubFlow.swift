// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// The instructions of an allocated stub in one row, and where each goes on. No way comes back to where it was.
struct StubFlow {
    /// The best way on from an instruction: the rare turns and instructions that are left, this one included.
    struct Step {
        let turns: Int
        let instructions: Int
        /// Nil where the way ends.
        let next: Int?
    }

    /// The best way to an instruction, without the instruction itself.
    struct Arrival {
        let turns: Int
        let instructions: Int
        /// Nil where the way begins.
        let previous: Int?
    }

    let blocks: [AssemblyBlock]
    let instructions: [AssemblyInstruction]
    private let starts: [AssemblyLabel: Int]
    private let aliases: [AssemblyLabel: AssemblyLabel]
    private let successors: [[(next: Int, isRare: Bool)]]
    /// Every instruction behind all that lead to it; the end, where the way to C begins, is the last.
    private let order: [Int]
    private let rank: [Int]

    init(blocks: [AssemblyBlock], aliases: [AssemblyLabel: AssemblyLabel]) {
        self.blocks = blocks
        self.aliases = aliases
        instructions = blocks.flatMap(\.instructions)
        var starts: [AssemblyLabel: Int] = [:]
        var position = 0
        for block: AssemblyBlock in blocks {
            starts[block.label] = position
            position += block.instructions.count
        }
        starts[.slow] = position
        self.starts = starts
        let rows: [AssemblyInstruction] = instructions
        successors = rows.indices.map { Self.successors(of: $0, rows, starts, aliases) }
        order = Self.sorted(successors)
        var rank: [Int] = [Int](repeating: 0, count: instructions.count + 1)
        for (place, index) in order.enumerated() { rank[index] = place }
        self.rank = rank
    }

    func start(of label: AssemblyLabel) -> Int? { starts[aliases[label] ?? label] }

    // MARK: The graph

    private static func successors(
        of index: Int, _ rows: [AssemblyInstruction], _ starts: [AssemblyLabel: Int],
        _ aliases: [AssemblyLabel: AssemblyLabel]
    ) -> [(next: Int, isRare: Bool)] {
        let instruction: AssemblyInstruction = rows[index]
        if instruction.mnemonic == "HV_VMRESUME" { return [] }
        guard case .label(let label) = instruction.operands.last else { return [(index + 1, false)] }
        let target: Int = starts[aliases[label] ?? label]!
        if instruction.mnemonic == "jmp" { return [(target, false)] }
        let isInverted: Bool = instruction.takesLikelyTurn { block in
            // Over the code of the edge, if it has some.
            let wanted: Int? = starts[.block(block)]
            return target == wanted
                || rows[target...].first { $0.mnemonic == "jmp" }.map { jump in
                    guard case .label(let end) = jump.operands.last else { return false }
                    return jump.origin?.purpose == .crossing && starts[aliases[end] ?? end] == wanted
                } ?? false
        }
        return [(index + 1, isInverted), (target, !isInverted)]
    }

    private static func sorted(_ successors: [[(next: Int, isRare: Bool)]]) -> [Int] {
        var incoming: [Int] = [Int](repeating: 0, count: successors.count + 1)
        for next: Int in successors.joined().map(\.next) { incoming[next] += 1 }
        var ready: [Int] = incoming.indices.filter { incoming[$0] == 0 }.reversed()
        var result: [Int] = []
        while let index = ready.popLast() {
            result.append(index)
            guard index < successors.count else { continue }
            for (next, _) in successors[index] {
                incoming[next] -= 1
                if incoming[next] == 0 { ready.append(next) }
            }
        }
        precondition(result.count == incoming.count, "a stub has a loop")
        return result
    }

    // MARK: Ways

    /// From every instruction to the end of one kind; nil where no way leads there.
    func steps(to end: StubWay.End) -> [Step?] {
        var result: [Step?] = [Step?](repeating: nil, count: instructions.count + 1)
        if end == .c { result[instructions.count] = Step(turns: 0, instructions: 0, next: nil) }
        for index: Int in order.reversed() where index < instructions.count {
            if successors[index].isEmpty, end == .guest {
                result[index] = Step(turns: 0, instructions: 1, next: nil)
            }
            for (next, isRare) in successors[index] {
                guard let rest = result[next] else { continue }
                let step = Step(
                    turns: rest.turns + (isRare ? 1 : 0), instructions: rest.instructions + 1, next: next)
                if result[index].map({ (step.turns, step.instructions) < ($0.turns, $0.instructions) }) ?? true {
                    result[index] = step
                }
            }
        }
        return result
    }

    /// The largest figures of any way from every instruction to VMRESUME.
    func worstToGuest() -> [StubCount?] {
        var result: [StubCount?] = [StubCount?](repeating: nil, count: instructions.count + 1)
        for index: Int in order.reversed() where index < instructions.count {
            let own = StubCount(instructions[index])
            if successors[index].isEmpty { result[index] = own }
            for (next, _) in successors[index] {
                guard let rest = result[next] else { continue }
                result[index] = result[index].map { $0.largest(own + rest) } ?? own + rest
            }
        }
        return result
    }

    /// The best way from `start` to everything that it reaches without passing one of `ends`.
    func arrivals(from start: Int, stoppingAt ends: Set<Int>) -> [Int: Arrival] {
        var result: [Int: Arrival] = [start: Arrival(turns: 0, instructions: 0, previous: nil)]
        for index: Int in order.dropFirst(rank[start]) where index < instructions.count && !ends.contains(index) {
            guard let here = result[index] else { continue }
            for (next, isRare) in successors[index] {
                let arrival = Arrival(
                    turns: here.turns + (isRare ? 1 : 0), instructions: here.instructions + 1, previous: index)
                let known: Arrival? = result[next]
                if known.map({ (arrival.turns, arrival.instructions) < ($0.turns, $0.instructions) }) ?? true {
                    result[next] = arrival
                }
            }
        }
        return result
    }

    /// Every instruction before `target` on the way there.
    func way(to target: Int, _ arrivals: [Int: Arrival]) -> [Int] {
        var way: [Int] = []
        var here: Int? = arrivals[target]?.previous
        while let index = here {
            way.append(index)
            here = arrivals[index]?.previous
        }
        return way.reversed()
    }

    /// Every instruction from `start` on; nil when the end is not reached.
    func way(from start: Int, _ steps: [Step?]) -> [Int]? {
        guard steps[start] != nil else { return nil }
        var way: [Int] = []
        var here: Int? = start
        while let index = here, index < instructions.count {
            way.append(index)
            here = steps[index]!.next
        }
        return way
    }
}

extension AssemblyInstruction {
    /// Whether a conditional jump is written the other way round, because what is likely has its code already.
    fileprivate func takesLikelyTurn(_ leads: (Int) -> Bool) -> Bool {
        guard case .end(.branch(_, let cold, let hot)) = origin?.purpose, cold != hot else { return false }
        return leads(hot) && !leads(cold)
    }
}

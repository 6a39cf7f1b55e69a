// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Gives values registers and writes the instructions.
///
/// The likely way from the entry is allocated first, as one straight piece; what
/// branches off comes later and has to arrive with every value where the first
/// piece left it or wants it. So the rare ways pay for the likely ones.
struct TraceAllocator {
    let graph: StubGraph
    let liveness: StubLiveness
    /// The register that had the exit reason: it is free when the stub begins, and has it again where that leaves.
    let first: Register
    let failure: (String, SourceLocation) -> StubFailure

    var state: RegisterState
    var trace: Trace
    /// Position in the trace of what is being allocated.
    var cursor: Int = 0
    var location: SourceLocation
    /// What the instructions that are being written are made from.
    private var purpose: InstructionOrigin.Purpose = .crossing

    private(set) var blocks: [AssemblyBlock] = []
    /// By graph block: where values have to be at its beginning.
    private(set) var entryStates: [Int: RegisterState] = [:]
    private var placed: Set<Int> = []
    /// Ways off that have no code yet, in the order of their jumps.
    private var pending: [(edge: Int, target: Int, state: RegisterState, location: SourceLocation)] = []
    private var edgeCount: Int = 0
    /// Edges that need no code lead straight to their block.
    private(set) var aliases: [AssemblyLabel: AssemblyLabel] = [:]
    /// Edges that have code, so that another one with the same code can share it.
    private var crossings: [Crossing: Int] = [:]
    private let slow: Int
    private var repeats: Int = Self.mostRepeats

    private struct Crossing: Hashable {
        let target: Int
        let moves: [AssemblyInstruction]
    }

    /// In the order in which they are taken when nothing else decides.
    static let preference: [Register] = [
        .rsi, .rdi, .r8, .r9, .r10, .r11, .r12, .r13, .r14, .r15, .rbp, .rbx, .rdx, .rcx, .rax,
    ]

    init(
        _ graph: StubGraph, _ liveness: StubLiveness, slow: Int, first: Register,
        failure: @escaping (String, SourceLocation) -> StubFailure
    ) {
        self.graph = graph
        self.slow = slow
        self.first = first
        self.failure = failure
        self.liveness = liveness
        location = graph.blocks[0].endLocation
        state = .arrival(first)
        trace = Trace(from: 0, in: graph, liveness) { _ in false }
    }

    // MARK: Blocks

    mutating func allocate() throws(StubFailure) {
        try place(0)
        while let next = pending.firstIndex(where: { $0.target != slow }) {
            let way = pending.remove(at: next)
            try finish(way)
        }
        // What goes to C is last. Whoever has changed least goes there straight.
        let fewest: Int? = pending.map(\.state.displaced).min()
        entryStates[slow] = pending.first { $0.state.displaced == fewest }?.state
        for way in pending { try finish(way) }
        pending = []
        if let arriving = entryStates[slow] {
            state = arriving
            // No jump to what follows.
            if let last = blocks.last?.instructions.last, last.mnemonic == "jmp",
                case .label(let label)? = last.operands.last, (aliases[label] ?? label) == .block(slow)
            {
                blocks[blocks.count - 1].instructions.removeLast()
            }
            try place(slow)
        }
    }

    /// Gives an edge its code: where nothing has to be moved, it leads straight to its block.
    private mutating func finish(
        _ way: (edge: Int, target: Int, state: RegisterState, location: SourceLocation)
    ) throws(StubFailure) {
        state = way.state
        location = way.location
        guard let wanted = entryStates[way.target] else {
            aliases[.edge(way.edge)] = .block(way.target)
            return try place(way.target)
        }
        let moves: [AssemblyInstruction] = shuffled(to: wanted, for: liveness.atEntry[way.target])
        if moves.isEmpty {
            aliases[.edge(way.edge)] = .block(way.target)
            return
        }
        let twin: Crossing = Crossing(target: way.target, moves: moves)
        if let same = crossings[twin] {
            aliases[.edge(way.edge)] = .edge(same)
            return
        }
        crossings[twin] = way.edge
        let name: String = "to_" + graph.blocks[way.target].name
        purpose = .crossing
        blocks.append(AssemblyBlock(label: .edge(way.edge), name: name, instructions: []))
        for move: AssemblyInstruction in moves { append(move) }
        emit("jmp", .label(.block(way.target)))
    }

    /// Writes a block and what follows it on the likely way.
    private mutating func place(_ start: Int) throws(StubFailure) {
        trace = Trace(from: start, in: graph, liveness) { placed.contains($0) }
        cursor = 0
        var next: Int? = start
        var mayRepeat = false
        var isRepeating = false
        while let block = next {
            if placed.contains(block) && !isRepeating {
                guard mayRepeat, repeats > 0, endsSoon(block) else {
                    arrive(at: block)
                    return
                }
                // Straight on to VMRESUME, in code of its own that wants no value anywhere else than it is.
                isRepeating = true
                repeats -= 1
                trace = Trace(from: block, in: graph, liveness) { _ in false }
                cursor = 0
            }
            state.keep(liveness.atEntry[block])
            if isRepeating {
                edgeCount += 1
                blocks.append(AssemblyBlock(label: .edge(edgeCount), name: graph.blocks[block].name, instructions: []))
            } else {
                entryStates[block] = entryStates[block] ?? state
                placed.insert(block)
                blocks.append(AssemblyBlock(label: .block(block), name: graph.blocks[block].name, instructions: []))
            }
            mayRepeat = graph.blocks[block].mayRepeatTail
            let behind: [Set<StubValue>] = liveness.behindSteps[block]
            for (step, wanted) in zip(graph.blocks[block].steps, behind) {
                location = step.location
                purpose = .step(step.operation)
                try write(step, wanted: wanted)
                state.keep(wanted)
                cursor += 1
            }
            location = graph.blocks[block].endLocation
            let end: StubEnd = graph.blocks[block].end
            purpose = .end(end)
            next = try write(end, note: graph.blocks[block].endNote, of: block, isRepeating: isRepeating)
            cursor += 1
        }
    }

    private mutating func arrive(at block: Int) {
        for instruction: AssemblyInstruction in shuffled(to: entryStates[block]!, for: liveness.atEntry[block]) {
            append(instruction)
        }
        emit("jmp", .label(.block(block)))
    }

    /// Writes the end of a block. The result is where the likely way goes on.
    private mutating func write(
        _ end: StubEnd, note: String, of block: Int, isRepeating: Bool = false
    ) throws(StubFailure) -> Int? {
        switch end {
        case .jump(let target):
            if target != slow { return target }
            emit("jmp", .label(branchOff(to: slow)))
            return nil
        case .branch(let condition, let cold, let hot) where prefers(cold, to: hot) && !isRepeating:
            return try write(.branch(condition.negated, cold: hot, hot: cold), note: note, of: block)
        case .branch(let condition, let cold, let hot):
            let code: String = try write(condition, note: note)
            emit("j" + code, .label(branchOff(to: cold)))
            if hot != slow { return hot }
            return try write(.jump(slow), note: "", of: block)
        case .readMSR(let address, let low, let high, let then, let fault):
            try fix([(address, .rcx)], clobbering: [], wanted: liveness.afterEnd(of: block))
            // An RDMSR that faults changes no register.
            try vacate([.rax, .rdx], wanted: liveness.atEntry[then].subtracting([low, high]), pinned: [.rcx])
            emit("HVP_RDMSR", .label(branchOff(to: fault)), note: note)
            release([.rax, .rdx])
            set([(low, .rax), (high, .rdx)])
            return then
        case .writeMSR(let address, let low, let high, let then, let fault):
            try fix(
                [(address, .rcx), (low, .rax), (high, .rdx)], clobbering: [], wanted: liveness.afterEnd(of: block))
            emit("HVP_WRMSR", .label(branchOff(to: fault)), note: note)
            return then
        case .resume(let discarded):
            restoreGuest(except: discarded)
            emit("HV_VMRESUME")
            return nil
        case .slow:
            for instruction: AssemblyInstruction in shuffled(to: .arrival(first), for: Set(StubValue.guests)) {
                append(instruction)
            }
            append(Self.constant(UInt64(graph.stubs[0].reason.number), into: first, note: "the exit reason"))
            emit("jmp", .label(.slow))
            return nil
        }
    }

    /// Code goes straight on into what has none yet, rather than jump back at once.
    private func prefers(_ cold: Int, to hot: Int) -> Bool {
        placed.contains(hot) && !placed.contains(cold) && cold != slow
    }

    /// How many more times code may be repeated rather than jumped to.
    private static let mostRepeats: Int = 8
    /// How long code to be repeated may be.
    private static let mostRepeatedSteps: Int = 12

    /// Whether the likely way from a block reaches VMRESUME after a few steps.
    private func endsSoon(_ block: Int) -> Bool {
        var here: Int = block
        var count = 0
        while count <= Self.mostRepeatedSteps {
            count += graph.blocks[here].steps.count + 1
            switch graph.blocks[here].end {
            case .resume: return count <= Self.mostRepeatedSteps
            case .jump(let next), .branch(_, _, let next): here = next
            case .readMSR, .writeMSR, .slow: return false
            }
        }
        return false
    }

    private mutating func branchOff(to block: Int) -> AssemblyLabel {
        var leaving: RegisterState = state
        leaving.keep(liveness.atEntry[block])
        edgeCount += 1
        pending.append((edgeCount, block, leaving, location))
        return .edge(edgeCount)
    }

    // MARK: Moving everything at once

    /// What brings every wanted value from where it is to where `target` has it.
    private func shuffled(to target: RegisterState, for wanted: Set<StubValue>) -> [AssemblyInstruction] {
        var result: [AssemblyInstruction] = []
        for value: StubValue in wanted.sorted() where target.saved.contains(value) && !state.saved.contains(value) {
            result.append(Self.store(state.register(of: value)!, of: value))
        }
        var moves: [(from: Register, to: Register)] = []
        var loads: [(value: StubValue, to: Register)] = []
        for (register, value) in target.inRegisters where wanted.contains(value) {
            if let from = state.register(of: value) {
                moves.append((from, register))
            } else {
                loads.append((value, register))
            }
        }
        for step: ParallelMoves.Step in ParallelMoves.ordered(moves) { result.append(Self.instruction(step)) }
        for (value, register) in loads { result.append(Self.load(value, into: register)) }
        return result
    }

    /// Every guest register in place, but for those that hold anything.
    private mutating func restoreGuest(except discarded: [StubValue]) {
        let wanted: Set<StubValue> = Set(StubValue.guests).subtracting(discarded)
        for instruction: AssemblyInstruction in shuffled(to: .atExit, for: wanted) {
            append(instruction)
        }
        state = .atExit
    }

    static func instruction(_ step: ParallelMoves.Step) -> AssemblyInstruction {
        switch step {
        case .move(let from, let to):
            AssemblyInstruction(
                mnemonic: "mov", operands: [.register(from, .quad), .register(to, .quad)], note: "")
        case .exchange(let one, let other):
            AssemblyInstruction(
                mnemonic: "xchg", operands: [.register(one, .quad), .register(other, .quad)], note: "")
        }
    }

    static func store(_ register: Register, of value: StubValue) -> AssemblyInstruction {
        AssemblyInstruction(
            mnemonic: "mov", operands: [.register(register, .quad), .memory(.slot(value.home!))], note: "")
    }

    static func load(_ value: StubValue, into register: Register) -> AssemblyInstruction {
        AssemblyInstruction(
            mnemonic: "mov", operands: [.memory(.slot(value.home!)), .register(register, .quad)], note: "")
    }

    // MARK: Output

    mutating func append(_ instruction: AssemblyInstruction) {
        var instruction: AssemblyInstruction = instruction
        instruction.origin = InstructionOrigin(purpose: purpose, location: location)
        blocks[blocks.count - 1].instructions.append(instruction)
    }

    mutating func emit(_ mnemonic: String, _ operands: AssemblyOperand..., note: String = "") {
        append(AssemblyInstruction(mnemonic: mnemonic, operands: operands, note: note))
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension TraceAllocator {
    /// A register whose contents nobody wants any more. What was there is stored first if need be.
    ///
    /// - Parameter value: what will live in the register; nil for something short.
    /// - Parameter pinned: registers that are in use right now.
    mutating func take(for value: StubValue?, pinned: Set<Register>) throws(StubFailure) -> Register {
        let ahead: Int = cursor + 1
        let conflicts: Set<Register> = value.map { trace.conflicts(of: $0, from: ahead) } ?? []
        let wish: Register? = value.flatMap { $0.home ?? trace.wish(of: $0, from: ahead) }
        var best: (register: Register, price: Int, distance: Int)?
        for register: Register in Self.preference where !pinned.contains(register) {
            guard var price = self.price(of: register) else { continue }
            if conflicts.contains(register) { price += 3 }
            if register == wish { price -= 1 }
            let distance: Int = state[register].map { trace.distance(to: $0, from: ahead) } ?? 0
            if best.map({ (price, -distance) < ($0.price, -$0.distance) }) ?? true {
                best = (register, price, distance)
            }
        }
        guard let best else { throw failure("it needs more registers at once than there are", location) }
        if state[best.register] != nil { evict(best.register) }
        return best.register
    }

    /// In instructions, now or later; nil when the register cannot be had.
    private func price(of register: Register) -> Int? {
        guard let occupant = state[register] else { return 0 }
        guard occupant.home != nil else { return nil }
        return state.saved.contains(occupant) ? 1 : 2
    }

    /// Stores a guest register's value, unless its slot has it already, and forgets where it was.
    mutating func evict(_ register: Register) {
        let value: StubValue = state[register]!
        save(value)
        state[register] = nil
    }

    private mutating func save(_ value: StubValue) {
        if state.saved.contains(value) { return }
        append(Self.store(state.register(of: value)!, of: value))
        state.saved.insert(value)
    }

    /// The register of a value, which is loaded if it is only in its slot.
    mutating func use(_ value: StubValue, pinned: Set<Register>) throws(StubFailure) -> Register {
        if let register = state.register(of: value) { return register }
        let register: Register = try take(for: value, pinned: pinned)
        append(Self.load(value, into: register))
        state[register] = value
        return register
    }

    /// A register for the new contents of a value. What the value was before is forgotten.
    ///
    /// - Parameter reusing: the register of an operand that nobody wants any more.
    mutating func define(
        _ value: StubValue, reusing: Register?, pinned: Set<Register>
    ) throws(StubFailure) -> Register {
        if let old = state.register(of: value) { state[old] = nil }
        state.saved.remove(value)
        let result: Register
        if let home = value.home, state[home] == nil, !pinned.subtracting([reusing].compactMap { $0 }).contains(home) {
            result = home
        } else if let reusing {
            result = reusing
        } else {
            result = try take(for: value, pinned: pinned)
        }
        state[result] = value
        return result
    }

    /// A value in its register, or in its slot when it is only there.
    func whereabouts(of value: StubValue, _ width: StubWidth) -> AssemblyOperand {
        if let register = state.register(of: value) { return .register(register, width) }
        return .memory(.slot(value.home!))
    }

    // MARK: Fixed registers

    /// Brings operands to the registers that an instruction takes them from, and whatever is wanted
    /// afterwards away from there.
    mutating func fix(
        _ inputs: [(operand: StubOperand, register: Register)], clobbering: [Register], wanted: Set<StubValue>
    ) throws(StubFailure) {
        let taken: Set<Register> = Set(clobbering + inputs.map(\.register))
        for register: Register in Register.allCases where taken.contains(register) {
            guard let value = state[register], wanted.contains(value) else { continue }
            // An input that is where it belongs and stays there.
            if !clobbering.contains(register),
                inputs.contains(where: { $0.register == register && $0.operand == .value(value) })
            {
                continue
            }
            try vacate([register], wanted: wanted, pinned: taken)
        }
        var moves: [(from: Register, to: Register)] = []
        var rest: [AssemblyInstruction] = []
        for (operand, register) in inputs {
            switch operand {
            case .value(let value):
                if let from = state.register(of: value) {
                    moves.append((from, register))
                } else {
                    rest.append(Self.load(value, into: register))
                }
            case .immediate(let constant):
                rest.append(Self.constant(constant, into: register))
            case .memory(let memory):
                rest.append(
                    AssemblyInstruction(
                        mnemonic: "mov", operands: [.memory(memory), .register(register, .quad)], note: ""))
            }
        }
        var contents: [Register: StubValue] = [:]
        for (register, value) in state.inRegisters { contents[register] = value }
        for step: ParallelMoves.Step in ParallelMoves.ordered(moves) {
            append(Self.instruction(step))
            switch step {
            case .move(let from, let to): contents[to] = contents[from]
            case .exchange(let one, let other): (contents[one], contents[other]) = (contents[other], contents[one])
            }
        }
        for instruction: AssemblyInstruction in rest { append(instruction) }
        for (operand, register) in inputs where operand.value.map({ state.register(of: $0) == nil }) ?? true {
            contents[register] = operand.value
        }
        // A value may now be in two registers; one of them is enough.
        release(Register.allCases)
        for register: Register in Register.allCases where !clobbering.contains(register) {
            guard let value = contents[register], state.register(of: value) == nil else { continue }
            state[register] = value
        }
    }

    /// Brings what is wanted away from registers that are about to be overwritten. A guest register's
    /// value stays in its register too, for as long as that holds it.
    mutating func vacate(
        _ registers: [Register], wanted: Set<StubValue>, pinned: Set<Register>
    ) throws(StubFailure) {
        for register: Register in registers {
            guard let value = state[register], wanted.contains(value) else { continue }
            if value.home != nil {
                save(value)
            } else {
                let refuge: Register = try take(for: value, pinned: pinned.union(registers))
                append(Self.instruction(.move(register, to: refuge)))
                state[register] = nil
                state[refuge] = value
            }
        }
    }

    mutating func release(_ registers: [Register]) {
        for register: Register in registers { state[register] = nil }
    }

    mutating func set(_ outputs: [(value: StubValue, register: Register)]) {
        for (value, register) in outputs {
            if let old = state.register(of: value) { state[old] = nil }
            state.saved.remove(value)
            state[register] = value
        }
    }
}

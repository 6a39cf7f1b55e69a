// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension Machine {
    /// An arm is rare until it has been taken so many times.
    static let rare: UInt64 = 64

    /// Runs a program from the state as it is.
    public func run(_ program: Program) -> Outcome {
        precondition(program.symbols === symbols, "\(program.name) was compiled for another machine")
        prepareSlots(of: program)
        // Registers are the first slots of every program.
        slotBits.update(from: registerBits, count: Self.registerCount)
        slotUnknown.update(from: registerUnknown, count: Self.registerCount)
        let outcome: Outcome = execute(program)
        registerBits.update(from: slotBits, count: Self.registerCount)
        registerUnknown.update(from: slotUnknown, count: Self.registerCount)
        return outcome
    }

    private func prepareSlots(of program: Program) {
        if slotCapacity < program.slotCount {
            slotBits.deallocate()
            slotUnknown.deallocate()
            slotCapacity = program.slotCount
            slotBits = .allocate(capacity: slotCapacity)
            slotUnknown = .allocate(capacity: slotCapacity)
        }
        slotBits.update(from: program.initialBits, count: program.slotCount)
        slotUnknown.update(from: program.initialUnknown, count: program.slotCount)
    }

    /// The loop. It has no helper on the paths of arithmetic: see ``Program``.
    private func execute(_ program: Program) -> Outcome {
        let code: UnsafeMutablePointer<Instruction> = program.code
        let bits: UnsafeMutablePointer<UInt64> = slotBits
        let unknown: UnsafeMutablePointer<UInt64> = slotUnknown
        let armCounts: UnsafeMutablePointer<UInt64> = program.armCounts
        var returns: [Int] = []
        var position: Int = program.entry

        while true {
            let step: Instruction = code[position]
            let a = Int(step.a)
            let b = Int(step.b)
            let c = Int(step.c)
            switch step.operation {
            case .move:
                bits[a] = bits[b] & step.mask
                unknown[a] = unknown[b] & step.mask
            case .and, .or, .xor, .add, .subtract, .minimum:
                if unknown[b] | unknown[c] != 0 {
                    set(a, Self.combine(step.operation, slot(b), slot(c)).cut(to: step.mask))
                } else {
                    let left: UInt64 = bits[b]
                    let right: UInt64 = bits[c]
                    var result: UInt64
                    switch step.operation {
                    case .and: result = left & right
                    case .or: result = left | right
                    case .xor: result = left ^ right
                    case .add: result = left &+ right
                    case .subtract: result = left &- right
                    default: result = left < right ? left : right
                    }
                    bits[a] = result & step.mask
                    unknown[a] = 0
                }
            case .equal, .notEqual, .less, .lessOrEqual:
                if unknown[b] | unknown[c] != 0 {
                    set(a, Value(Self.compare(step.operation, slot(b), slot(c))))
                } else {
                    let left: UInt64 = bits[b]
                    let right: UInt64 = bits[c]
                    var result: Bool
                    switch step.operation {
                    case .equal: result = left == right
                    case .notEqual: result = left != right
                    case .less: result = left < right
                    default: result = left <= right
                    }
                    bits[a] = result ? 1 : 0
                    unknown[a] = 0
                }
            case .not:
                // Reading before writing: the target may be the operand.
                let hidden: UInt64 = unknown[b] & step.mask
                bits[a] = ~bits[b] & step.mask & ~hidden
                unknown[a] = hidden
            case .shiftLeft:
                let hidden: UInt64 = (unknown[b] &<< UInt64(c)) & step.mask
                bits[a] = (bits[b] &<< UInt64(c)) & step.mask
                unknown[a] = hidden
            case .shiftRight:
                let hidden: UInt64 = unknown[b] &>> UInt64(c)
                bits[a] = bits[b] &>> UInt64(c)
                unknown[a] = hidden
            case .bit:
                if unknown[b] | unknown[c] != 0 {
                    set(a, slot(b).bit(slot(c), width: Int(step.immediate)))
                } else {
                    bits[a] = (bits[b] &>> (bits[c] & (step.immediate &- 1))) & 1
                    unknown[a] = 0
                }
            case .select:
                if unknown[b] != 0 {
                    set(a, .either(slot(Int(step.d)), slot(c)))
                } else {
                    let chosen: Int = bits[b] != 0 ? Int(step.d) : c
                    let value: UInt64 = bits[chosen]
                    unknown[a] = unknown[chosen]
                    bits[a] = value
                }

            case .enabled:
                bits[a] = isEnabled(b) ? 1 : 0
                unknown[a] = 0
            case .forget:
                bits[a] = 0
                unknown[a] = .max
            case .environment:
                set(a, self[environment: symbols.environment[b]])
            case .capability:
                set(a, capability(b))
            case .readField:
                set(a, readField(b))
            case .writeField:
                writeField(b, slot(a))
            case .readIndexed, .writeIndexed:
                if let failure = indexedRegister(step, program, position) { return failure }
            case .readState, .setState, .addState:
                if let failure = changeState(step, program, position) { return failure }
            case .cpuid:
                executeCPUID(program.operands + a)
            case .readMSR:
                executeRDMSR(program.operands + a)
            case .writeMSR:
                executeWRMSR(program.operands + a)
            case .call:
                call(b, program.operands + a, arguments: c)
            case .emit:
                emitEvent(b, program.operands + a, count: c)

            case .arm:
                let count: UInt64 = armCounts[a]
                armCounts[a] = count &+ 1
                if count < Self.rare { tookRareArm = true }
            case .jump:
                position = a
                continue
            case .branchUnless:
                if unknown[b] != 0 {
                    return .undetermined(what: "a branch", program.locations[position])
                }
                if bits[b] == 0 {
                    position = a
                    continue
                }
            case .choose:
                guard let target = target(of: step, program) else {
                    return .undetermined(what: "a switch", program.locations[position])
                }
                position = target
                continue
            case .perform:
                returns.append(position &+ 1)
                position = a
                continue
            case .return:
                guard let next = returns.popLast() else { return .completed }
                position = next
                continue
            case .finish:
                return .finished(program.actions[a])
            case .missingEnd:
                return .malformed(what: "a path has no end", program.locations[position])
            }
            position = position &+ 1
        }
    }

    func slot(_ index: Int) -> Value { Value(bits: slotBits[index], unknown: slotUnknown[index]) }

    func set(_ index: Int, _ value: Value) {
        slotBits[index] = value.bits
        slotUnknown[index] = value.unknown
    }

    private static func combine(_ operation: Instruction.Operation, _ left: Value, _ right: Value) -> Value {
        switch operation {
        case .and: left & right
        case .or: left | right
        case .xor: left ^ right
        case .add: left &+ right
        case .subtract: left &- right
        default: .minimum(left, right)
        }
    }

    private static func compare(_ operation: Instruction.Operation, _ left: Value, _ right: Value) -> Bool? {
        switch operation {
        case .equal: Value.equal(left, right)
        case .notEqual: Value.equal(left, right).map { !$0 }
        case .less: Value.less(left, right)
        default: Value.less(right, left).map { !$0 }
        }
    }

    /// Where a switch leads; nil when that is not determined.
    private func target(of step: Instruction, _ program: Program) -> Int? {
        let subject: Value = slot(Int(step.b))
        var index = Int(step.c)
        while index < Int(step.d) {
            let range: ChoiceRange = program.ranges[index]
            if subject.minimum >= range.low && subject.maximum <= range.high { return Int(range.target) }
            if subject.maximum >= range.low && subject.minimum <= range.high { return nil }
            index &+= 1
        }
        return Int(step.a)
    }
}

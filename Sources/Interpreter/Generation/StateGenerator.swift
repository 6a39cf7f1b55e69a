// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Chooses the states that a handler is tried on, while it runs: whenever the
/// handler asks the machine for something that is not set yet, the generator makes
/// up a value or leaves the answer to the oracle. So it spends nothing on what a
/// path does not look at, and knows the address of each RDMSR.
///
/// States that took an arm which few had taken before are kept; half of all states
/// are one of those with some values changed. All is a function of the seed.
public final class StateGenerator {
    /// A value that was made up, as `struct sim_override` has it; kinds from 100 on
    /// are for the driver (`Tests/Host/differential/driver.c`).
    public struct Choice: Hashable, Sendable {
        public var kind: UInt64
        public var key: UInt64
        public var index: UInt64
        public var value: UInt64
    }

    public enum ChoiceKind {
        /// key: the register's number.
        public static let register: UInt64 = 100
        /// key: number of the variable, index: of the element.
        public static let state: UInt64 = 101
        /// key: number of the word.
        public static let controls: UInt64 = 102
    }

    /// How to choose for one input.
    private struct Plan {
        let mask: UInt64
        let patches: UnsafeMutablePointer<Patch>
        let patchCount: Int
        let boundaries: UnsafeMutablePointer<UInt64>
        let boundaryCount: Int
        let mirrors: UnsafeMutablePointer<Int>
        let mirrorCount: Int
        /// The last value that was made up, for mirrors.
        var last: UInt64 = 0
    }

    private struct Kept {
        let seed: UInt64
        let first: Int
        let count: Int
    }

    private let memory: PlainMemory = PlainMemory()
    private let plans: UnsafeMutablePointer<Plan>
    private let planOfField: UnsafeMutablePointer<Int>
    private let planOfRegister: UnsafeMutablePointer<Int>
    private let planOfCPUID: UnsafeMutablePointer<Int>
    private let planOfMSR: Int
    private let planOfState: UnsafeMutablePointer<Int>
    /// Of a native's first result; the others follow.
    private let planOfNative: UnsafeMutablePointer<Int>
    private let controls: UnsafeMutableBufferPointer<ControlChoice>
    private var random: RandomNumbers
    private var kept: [Kept] = []
    /// The choices of all kept states.
    private let keptChoices: UnsafeMutablePointer<Choice> = .allocate(capacity: StateGenerator.keptCapacity)
    private var keptCount: Int = 0
    private var parent: UnsafeMutablePointer<Choice>
    private var parentCount: Int = 0
    private var changeMask: UInt64 = 3
    private static let keptCapacity: Int = 1 << 16
    private static let choiceCapacity: Int = 256
    private static let recentStates: Int = 32
    private let chosen: UnsafeMutablePointer<Choice> = .allocate(capacity: StateGenerator.choiceCapacity)
    private var chosenCount: Int = 0

    /// The oracle's seed of the state that is being chosen.
    public private(set) var seed: UInt64 = 0

    /// What was made up for the state so far. Valid until the next one begins.
    public var choices: UnsafeBufferPointer<Choice> { UnsafeBufferPointer(start: chosen, count: chosenCount) }

    /// A control word: bits that are always set, bits that may be, and bits that no program asks for.
    public struct ControlChoice: Sendable, BitwiseCopyable {
        let position: Int
        public let always: UInt64
        public let sometimes: UInt64
        public let noise: UInt64

        public init(word: ControlWordID, always: UInt64, sometimes: UInt64, noise: UInt64) {
            position = word.number
            self.always = always
            self.sometimes = sometimes
            self.noise = noise
        }
    }

    /// - Parameters:
    ///   - symbols: those of the machine, complete.
    ///   - interests: of the handler that will run.
    ///   - controls: what negotiation may give.
    public init(symbols: SymbolTable, interests: Interests, controls: [ControlChoice], seed: UInt64) {
        self.controls = UnsafeMutableBufferPointer(start: memory.copy(controls), count: controls.count)
        random = RandomNumbers(seed: seed)
        parent = keptChoices
        // In a fixed order: that of a dictionary differs from run to run.
        var inputs: [Input] = []
        func add(_ more: [Input]) -> [Int] {
            inputs += more
            return Array((inputs.count - more.count)..<inputs.count)
        }
        var registers: [Int] = add(Register.allCases.sorted { $0.number < $1.number }.map(Input.register))
        registers.insert(-1, at: 4)
        planOfRegister = memory.copy(registers)
        planOfField = memory.copy(add(symbols.fields.map(Input.field)))
        planOfCPUID = memory.copy(add((0..<4).map(Input.cpuid)))
        planOfMSR = add([.msr])[0]
        planOfState = memory.copy(add(symbols.states.map(Input.state)))
        planOfNative = memory.copy(
            symbols.natives.map { native in
                add(native.results.indices.map { Input.nativeResult(native, $0) }).first ?? -1
            })
        var numbers: [Input: Int] = [:]
        for (number, input) in inputs.enumerated() { numbers[input] = number }
        plans = memory.copy(
            inputs.map { [memory] input in
                let patches: [Patch] = interests.patches[input] ?? []
                let boundaries: [UInt64] = Self.boundaries(input.type)
                let mirrors: [Int] = (interests.mirrors[input] ?? []).compactMap { numbers[$0] }
                return Plan(
                    mask: input.type.mask, patches: memory.copy(patches), patchCount: patches.count,
                    boundaries: memory.copy(boundaries), boundaryCount: boundaries.count,
                    mirrors: memory.copy(mirrors), mirrorCount: mirrors.count)
            })
    }

    deinit {
        keptChoices.deallocate()
        chosen.deallocate()
    }

    // MARK: Plans

    private static func boundaries(_ type: ValueType) -> [UInt64] {
        let top: UInt64 = 1 << UInt64(type.bits - 1)
        var values: [UInt64] = [0, 1, type.mask, type.mask - 1, top, top - 1]
        if type == .u64 {
            // The ends of 32 bits, and of canonical addresses.
            values += [0xffff_ffff, 0x1_0000_0000, 0x7fff_ffff, 0x7fff_ffff_ffff, 0xffff_8000_0000_0000]
        }
        return values
    }

    // MARK: One state

    /// Starts a state: resets the machine, and sets what cannot wait until it is asked for.
    public func begin(on machine: Machine) {
        chosenCount = 0
        if !kept.isEmpty && random.next() & 1 == 0 {
            let base: Kept = kept[chooseKept()]
            parent = keptChoices + base.first
            parentCount = base.count
            seed = random.next() & 3 == 0 ? random.next() : base.seed
            // One value in 4, 8, 16 or 32 is chosen anew, and as many are changed in part.
            changeMask = (4 << (random.next() & 3)) - 1
        } else {
            parentCount = 0
            seed = random.next()
        }
        machine.reset(seed: seed)
        var register = 0
        while register < Machine.registerCount {
            let number: Int = register >= 4 ? register &+ 1 : register
            if let value = choose(planOfRegister[number], ChoiceKind.register, UInt64(number), 0) {
                machine.registerBits[register] = value
            }
            register &+= 1
        }
        var word = 0
        while word < controls.count {
            let plan: ControlChoice = controls[word]
            let value: UInt64 =
                inherited(ChoiceKind.controls, UInt64(plan.position), 0)
                ?? plan.always | (random.next() & plan.sometimes) | (random.next() & plan.noise)
            machine.controlWords[plan.position] = value
            record(ChoiceKind.controls, UInt64(plan.position), 0, value)
            word &+= 1
        }
    }

    /// Any of the kept states, or as often one of the last: what few states did until late lies deep.
    private func chooseKept() -> Int {
        let recent: Int = min(kept.count, Self.recentStates)
        return random.next() & 1 == 0 ? random.next(below: kept.count) : kept.count - 1 - random.next(below: recent)
    }

    /// Ends a state; `isNovel` when it did what few did before.
    public func end(isNovel: Bool) {
        if !isNovel || keptCount + chosenCount > Self.keptCapacity { return }
        (keptChoices + keptCount).initialize(from: chosen, count: chosenCount)
        kept.append(Kept(seed: seed, first: keptCount, count: chosenCount))
        keptCount += chosenCount
    }

    /// Sets a field of the state that has just begun.
    public func set(_ field: VMCSField, to value: UInt64, on machine: Machine) {
        machine[field] = .known(value)
        record(OracleTag.field, UInt64(field.encoding), 0, value)
    }

    // MARK: What the machine asks

    func field(_ number: Int, _ encoding: UInt64) -> UInt64? {
        choose(planOfField[number], OracleTag.field, encoding, 0)
    }

    func cpuid(_ key: UInt64, _ index: Int) -> UInt64? {
        choose(planOfCPUID[index], OracleTag.cpuid, key, UInt64(index))
    }

    func msr(_ address: UInt64) -> UInt64? { choose(planOfMSR, OracleTag.msr, address, 0) }

    /// Faults are rare enough on real machines: mostly none.
    func fault(_ kind: UInt64, _ address: UInt64) -> UInt64? {
        let value: UInt64 = inherited(kind, address, 0) ?? (random.next() & 7 == 0 ? 1 : 0)
        record(kind, address, 0, value)
        return value
    }

    /// - Parameter index: as in ``Choice``: of the result, and of the call above bit 8.
    func nativeResult(_ number: Int, _ identifier: UInt64, result: Int, _ index: UInt64) -> UInt64? {
        choose(planOfNative[number] &+ result, OracleTag.native, identifier, index)
    }

    func state(_ variable: Int, _ element: Int) -> UInt64? {
        // Mostly as declared: counters wrap once in a long while.
        if parentCount == 0 && random.next() & 3 != 0 && plans[planOfState[variable]].patchCount == 0 { return nil }
        return choose(planOfState[variable], ChoiceKind.state, UInt64(variable), UInt64(element))
    }

    // MARK: Choosing

    /// What the state that is being changed had there; nil when there is none, or to choose anew.
    private func inherited(_ kind: UInt64, _ key: UInt64, _ index: UInt64) -> UInt64? {
        let count: Int = parentCount
        let candidates: UnsafeMutablePointer<Choice> = parent
        var position = 0
        while position < count {
            if candidates[position].kind == kind && candidates[position].key == key
                && candidates[position].index == index
            {
                return random.next() & changeMask == 0 ? nil : candidates[position].value
            }
            position &+= 1
        }
        return nil
    }

    /// A kept value with a part of it changed, where it is not simply kept.
    private func descended(_ value: UInt64, _ number: Int) -> UInt64 {
        let roll: UInt64 = random.next()
        if roll & changeMask != 0 { return value }
        let plan: UnsafeMutablePointer<Plan> = plans + number
        if plan.pointee.patchCount > 0 && roll >> 8 & 3 != 0 {
            let patch: Patch = plan.pointee.patches[random.next(below: plan.pointee.patchCount)]
            return value & ~patch.mask | patch.bits
        }
        return (value ^ (1 << (roll >> 32 & 63))) & plan.pointee.mask
    }

    private func record(_ kind: UInt64, _ key: UInt64, _ index: UInt64, _ value: UInt64) {
        precondition(chosenCount < Self.choiceCapacity, "a run asks for more than \(Self.choiceCapacity) values")
        (chosen + chosenCount).initialize(to: Choice(kind: kind, key: key, index: index, value: value))
        chosenCount &+= 1
    }

    private func choose(_ plan: Int, _ kind: UInt64, _ key: UInt64, _ index: UInt64) -> UInt64? {
        let old: UInt64? = parentCount > 0 ? inherited(kind, key, index) : nil
        guard let value = old.map({ descended($0, plan) }) ?? madeUp(plan) else { return nil }
        plans[plan].last = value
        record(kind, key, index, value)
        return value
    }

    /// nil leaves it to the oracle.
    private func madeUp(_ number: Int) -> UInt64? {
        let roll: UInt64 = random.next()
        let plan: UnsafeMutablePointer<Plan> = plans + number
        switch roll & 15 {
        case 0...3:
            return nil
        case 4, 5:
            return plan.pointee.boundaries[Int(roll >> 8 & 0xffff) % plan.pointee.boundaryCount]
        case 6, 7:
            if plan.pointee.mirrorCount == 0 { return nil }
            let other: UInt64 = plans[plan.pointee.mirrors[Int(roll >> 8 & 0xffff) % plan.pointee.mirrorCount]].last
            // The same, or one bit beside it.
            return (roll & 16 == 0 ? other : other ^ (1 << (roll >> 32 & 63))) & plan.pointee.mask
        default:
            if plan.pointee.patchCount == 0 { return nil }
            var value: UInt64
            switch roll >> 4 & 3 {
            case 0: value = 0
            case 1: value = plan.pointee.mask
            default: value = random.next() & plan.pointee.mask
            }
            var count: Int = 1 + Int(roll >> 6 & 3)
            while count > 0 {
                let patch: Patch = plan.pointee.patches[random.next(below: plan.pointee.patchCount)]
                value = value & ~patch.mask | patch.bits
                count &-= 1
            }
            return value
        }
    }
}

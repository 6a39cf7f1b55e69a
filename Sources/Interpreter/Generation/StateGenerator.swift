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
        /// key: position of the word in `ControlWordID.allCases`.
        public static let controls: UInt64 = 102
    }

    /// How to choose for one input.
    private struct Plan {
        let mask: UInt64
        let patches: [Patch]
        let boundaries: [UInt64]
        let mirrors: [Int]
        /// The last value in this state, for mirrors.
        var last: UInt64 = 0
    }

    private struct Kept {
        let seed: UInt64
        let choices: [Choice]
    }

    private let symbols: SymbolTable
    private var plans: [Plan] = []
    private var planOfField: [Int]
    private var planOfRegister: [Int] = [Int](repeating: -1, count: 16)
    private var planOfCPUID: [Int] = [-1, -1, -1, -1]
    private var planOfMSR: Int = -1
    private var planOfNative: [[Int]]
    private var planOfState: [Int]
    private let controls: [ControlChoice]
    private var random: RandomNumbers
    private var kept: [Kept] = []
    private var parent: [Choice] = []

    /// The state that is being chosen.
    public private(set) var seed: UInt64 = 0
    public private(set) var choices: [Choice] = []

    /// A control word: bits that are always set, bits that may be, and bits that no program asks for.
    public struct ControlChoice: Sendable {
        public let word: ControlWordID
        public let always: UInt64
        public let sometimes: UInt64
        public let noise: UInt64

        public init(word: ControlWordID, always: UInt64, sometimes: UInt64, noise: UInt64) {
            self.word = word
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
        self.symbols = symbols
        self.controls = controls
        random = RandomNumbers(seed: seed)
        planOfField = [Int](repeating: -1, count: symbols.fields.count)
        planOfState = [Int](repeating: -1, count: symbols.states.count)
        planOfNative = symbols.natives.map { [Int](repeating: -1, count: $0.results.count) }
        makePlans(interests)
    }

    // MARK: Plans

    private func makePlans(_ interests: Interests) {
        // In a fixed order: that of a dictionary differs from run to run.
        var inputs: [Input] = Register.allCases.map(Input.register)
        inputs += symbols.fields.map(Input.field)
        inputs += (0..<4).map(Input.cpuid) + [.msr]
        for native: Native in symbols.natives {
            inputs += native.results.indices.map { Input.nativeResult(native, $0) }
        }
        inputs += symbols.states.map(Input.state)
        var numbers: [Input: Int] = [:]
        for (number, input) in inputs.enumerated() { numbers[input] = number }
        for (number, input) in inputs.enumerated() {
            plans.append(
                Plan(
                    mask: input.type.mask, patches: interests.patches[input] ?? [],
                    boundaries: Self.boundaries(input.type),
                    mirrors: (interests.mirrors[input] ?? []).compactMap { numbers[$0] }))
            switch input {
            case .register(let register): planOfRegister[register.number] = number
            case .field(let field): planOfField[symbols.number(of: field)] = number
            case .cpuid(let index): planOfCPUID[index] = number
            case .msr: planOfMSR = number
            case .nativeResult(let native, let index): planOfNative[symbols.number(of: native)][index] = number
            case .state(let variable): planOfState[symbols.number(of: variable)] = number
            }
        }
    }

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
        choices.removeAll(keepingCapacity: true)
        let mutates: Bool = !kept.isEmpty && random.next() & 1 == 0
        if mutates {
            let chosen: Kept = kept[random.next(below: kept.count)]
            parent = chosen.choices
            seed = random.next() & 3 == 0 ? random.next() : chosen.seed
        } else {
            parent.removeAll(keepingCapacity: true)
            seed = random.next()
        }
        machine.reset(seed: seed)
        for register: Register in Register.allCases {
            let number = UInt64(register.number)
            if let value = choose(planOfRegister[register.number], ChoiceKind.register, number, 0) {
                machine[register] = .known(value)
            }
        }
        for word: ControlChoice in controls {
            let position = UInt64(ControlWordID.allCases.firstIndex(of: word.word)!)
            let value: UInt64 =
                inherited(ChoiceKind.controls, position, 0)
                ?? word.always | (random.next() & word.sometimes) | (random.next() & word.noise)
            machine[controls: word.word] = value
            choices.append(Choice(kind: ChoiceKind.controls, key: position, index: 0, value: value))
        }
    }

    /// Ends a state; `isNovel` when it did what few did before.
    public func end(isNovel: Bool) {
        if isNovel && kept.count < 4096 { kept.append(Kept(seed: seed, choices: choices)) }
    }

    /// Sets a field of the state that has just begun.
    public func set(_ field: VMCSField, to value: UInt64, on machine: Machine) {
        machine[field] = .known(value)
        choices.append(Choice(kind: OracleTag.field, key: UInt64(field.encoding), index: 0, value: value))
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
        choices.append(Choice(kind: kind, key: address, index: 0, value: value))
        return value
    }

    func nativeResult(_ number: Int, _ identifier: UInt64, _ index: Int) -> UInt64? {
        choose(planOfNative[number][index], OracleTag.native, identifier, UInt64(index))
    }

    func state(_ variable: Int, _ element: Int) -> UInt64? {
        // Mostly as declared: counters wrap once in a long while.
        if parent.isEmpty && random.next() & 3 != 0 && plans[planOfState[variable]].patches.isEmpty { return nil }
        return choose(planOfState[variable], ChoiceKind.state, UInt64(variable), UInt64(element))
    }

    // MARK: Choosing

    private func inherited(_ kind: UInt64, _ key: UInt64, _ index: UInt64) -> UInt64? {
        var position = 0
        let count: Int = parent.count
        while position < count {
            let choice: Choice = parent[position]
            if choice.kind == kind && choice.key == key && choice.index == index {
                // One value in four is chosen anew.
                return random.next() & 3 == 0 ? nil : choice.value
            }
            position &+= 1
        }
        return nil
    }

    private func choose(_ plan: Int, _ kind: UInt64, _ key: UInt64, _ index: UInt64) -> UInt64? {
        let isChild: Bool = !parent.isEmpty
        guard let value = (isChild ? inherited(kind, key, index) : nil) ?? madeUp(plan) else { return nil }
        plans[plan].last = value
        choices.append(Choice(kind: kind, key: key, index: index, value: value))
        return value
    }

    /// nil leaves it to the oracle.
    private func madeUp(_ number: Int) -> UInt64? {
        let roll: UInt64 = random.next()
        let plan: Plan = plans[number]
        switch roll & 15 {
        case 0...3:
            return nil
        case 4, 5:
            return plan.boundaries[Int(roll >> 8 & 0xffff) % plan.boundaries.count]
        case 6, 7:
            if plan.mirrors.isEmpty { return nil }
            let other: UInt64 = plans[plan.mirrors[Int(roll >> 8 & 0xffff) % plan.mirrors.count]].last
            // The same, or one bit beside it.
            return (roll & 16 == 0 ? other : other ^ (1 << (roll >> 32 & 63))) & plan.mask
        default:
            if plan.patches.isEmpty { return nil }
            var value: UInt64
            switch roll >> 4 & 3 {
            case 0: value = 0
            case 1: value = plan.mask
            default: value = random.next() & plan.mask
            }
            var count: Int = 1 + Int(roll >> 6 & 3)
            while count > 0 {
                let patch: Patch = plan.patches[random.next(below: plan.patches.count)]
                value = value & ~patch.mask | patch.bits
                count &-= 1
            }
            return value
        }
    }
}

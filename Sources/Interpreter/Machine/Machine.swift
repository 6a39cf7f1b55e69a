// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// A simulated processor with a VMCS and a vcpu, on which programs run.
///
/// Whatever a test has not set is what the ``Oracle`` answers, by the rules of
/// `Tests/Host/sim`, so that a whole state is a seed and the few values that matter.
/// Declared state begins as it was declared. ``reset(seed:)`` starts a new state at
/// no more than the price of what the last one touched.
public final class Machine {
    /// Guest registers; RSP is not one of them.
    static let registerCount: Int = 15

    public let symbols: SymbolTable
    let facts: SymbolFacts

    // In plain memory: a debug build is several times faster on it than on arrays.
    let registerBits: UnsafeMutablePointer<UInt64>
    let registerUnknown: UnsafeMutablePointer<UInt64>
    let controlWords: UnsafeMutablePointer<UInt64>
    let fields: LazyValues
    let elements: LazyValues
    private var environment: [EnvironmentValue: Value] = [:]
    var answers: MachineAnswers
    let trace: Trace = Trace()

    /// Whether a run since ``reset(seed:)`` took an arm that few had taken before.
    public internal(set) var tookRareArm: Bool = false
    /// Elements of declared state that were written since ``reset(seed:)``, with repetitions.
    public internal(set) var writtenElements: [(variable: Int, element: Int)] = []
    /// Makes up what is asked for and not set; the oracle answers what it leaves.
    public var generator: StateGenerator?

    // Slots of the program that runs.
    var slotBits: UnsafeMutablePointer<UInt64>
    var slotUnknown: UnsafeMutablePointer<UInt64>
    var slotCapacity: Int = 0
    /// The field that holds the guest's RSP; nil when the symbol table has none.
    let stackPointer: Int?

    /// - Parameter symbols: after all programs that will run here have been compiled with it.
    public init(symbols: SymbolTable, seed: UInt64 = 0) {
        self.symbols = symbols
        facts = SymbolFacts(symbols)
        registerBits = Self.zeros(Self.registerCount)
        registerUnknown = Self.zeros(Self.registerCount)
        controlWords = Self.zeros(ControlWordID.limit)
        fields = LazyValues(count: symbols.fields.count)
        elements = LazyValues(count: facts.totalElements)
        answers = MachineAnswers(seed: seed)
        slotBits = Self.zeros(1)
        slotUnknown = Self.zeros(1)
        stackPointer = symbols.fields.firstIndex { $0.symbol == "GUEST_RSP" }
        reset(seed: seed)
    }

    deinit {
        registerBits.deallocate()
        registerUnknown.deallocate()
        controlWords.deallocate()
        slotBits.deallocate()
        slotUnknown.deallocate()
        answers.deallocate()
    }

    private static func zeros(_ count: Int) -> UnsafeMutablePointer<UInt64> {
        let pointer = UnsafeMutablePointer<UInt64>.allocate(capacity: count)
        pointer.initialize(repeating: 0, count: count)
        return pointer
    }

    /// Position of a register in the machine's storage: the processor's number, without RSP.
    static func index(of register: Register) -> Int {
        let number: Int = register.number
        return number > 4 ? number - 1 : number
    }

    /// A new state, all of which the oracle answers for; controls are 0.
    public func reset(seed: UInt64) {
        answers.reset(seed: seed)
        fields.forget()
        elements.forget()
        trace.reset()
        tookRareArm = false
        writtenElements.removeAll(keepingCapacity: true)
        controlWords.update(repeating: 0, count: ControlWordID.limit)
        var index = 0
        while index < Self.registerCount {
            registerBits[index] = answers.register(UInt64(index >= 4 ? index &+ 1 : index))
            registerUnknown[index] = 0
            index &+= 1
        }
    }

    // MARK: State

    public subscript(register: Register) -> Value {
        get {
            let index: Int = Self.index(of: register)
            return Value(bits: registerBits[index], unknown: registerUnknown[index])
        }
        set {
            let index: Int = Self.index(of: register)
            registerBits[index] = newValue.bits
            registerUnknown[index] = newValue.unknown
        }
    }

    public subscript(field: VMCSField) -> Value {
        get { fieldValue(symbols.number(of: field)) }
        set { setField(symbols.number(of: field), newValue) }
    }

    public subscript(state: StateVariable, element: Int) -> Value {
        get { elementValue(symbols.number(of: state), element) }
        set { setElement(symbols.number(of: state), element, newValue) }
    }

    /// A control word, as negotiation chose it.
    public subscript(controls word: ControlWordID) -> UInt64 {
        get { controlWords[word.number] }
        set { controlWords[word.number] = newValue }
    }

    /// A value of the runtime's environment; unknown until it is set.
    public subscript(environment value: EnvironmentValue) -> Value {
        get { environment[value] ?? .unknown(value.type) }
        set { environment[value] = newValue.cut(to: value.type.mask) }
    }

    /// The effects since ``reset(seed:)``.
    public var effects: [Effect] { trace.effects(symbols) }

    /// The effects since ``reset(seed:)`` in the format of ``EffectKind``; `isExact` tells whether all
    /// bits are known. Valid until the next run.
    public var rawTrace: (words: UnsafeBufferPointer<UInt64>, isExact: Bool) {
        (UnsafeBufferPointer(start: trace.words, count: trace.count * 4), !trace.hasUnknown)
    }

    /// Sets an answer of the machine around the vcpu: a kind of ``OracleTag`` from `msr` on, and as
    /// `struct sim_override` in `Tests/Host/sim/sim.h` has it.
    public func setAnswer(kind: UInt64, key: UInt64, index: UInt64 = 0, to value: UInt64) {
        answers.set(kind: kind, key: key, index: index, value: value)
    }

    /// The known bits of the registers in the order of their numbers, RSP left out.
    public func withRegisters(_ body: (UnsafePointer<UInt64>) -> Void) { body(UnsafePointer(registerBits)) }

    /// Registers of which nothing is known, as a mask by the order of `Register.allCases`.
    public var unknownRegisters: UInt32 {
        (0..<Self.registerCount).reduce(0) { $0 | (registerUnknown[$1] == 0 ? 0 : 1 << UInt32($1)) }
    }

    /// What the oracle says of a register by number, RSP included, where no test has set it.
    public func answerForRegister(_ number: UInt64) -> UInt64 { answers.register(number) }

    func isEnabled(_ number: Int) -> Bool {
        controlWords[facts.controlWord[number]] &>> facts.controlBit[number] & 1 != 0
    }

    // MARK: VMCS

    func fieldValue(_ number: Int) -> Value {
        if fields.isSet(number) { return fields[number] }
        let encoding: UInt64 = facts.fieldEncoding[number]
        let answer: UInt64 = generator?.field(number, encoding) ?? answers.field(encoding)
        return fields.set(number, Value(bits: answer & facts.fieldMask[number], unknown: 0))
    }

    func setField(_ number: Int, _ value: Value) { fields.set(number, value.cut(to: facts.fieldMask[number])) }

    /// VMREAD, with its trace.
    func readField(_ number: Int) -> Value {
        let value: Value = fieldValue(number)
        if value.unknown == 0 {
            trace.append(.readField, facts.fieldEncoding[number], value.bits)
        } else {
            trace.append(.readField, values: .known(facts.fieldEncoding[number]), value)
        }
        return value
    }

    /// VMWRITE, with its trace.
    func writeField(_ number: Int, _ value: Value) {
        let written: Value = fields.set(number, value.cut(to: facts.fieldMask[number]))
        trace.append(.writeField, values: .known(facts.fieldEncoding[number]), written)
    }

    // MARK: Declared state

    /// What the declaration says until it is set.
    public func elementValue(_ variable: Int, _ element: Int) -> Value {
        let position: Int = facts.elementBase[variable] &+ element
        if elements.isSet(position) { return elements[position] }
        let value: UInt64 = generator?.state(variable, element) ?? facts.stateInitial[variable]
        return elements.set(position, Value(bits: value & facts.stateMask[variable], unknown: 0))
    }

    func setElement(_ variable: Int, _ element: Int, _ value: Value) {
        elements.set(facts.elementBase[variable] &+ element, value.cut(to: facts.stateMask[variable]))
    }
}

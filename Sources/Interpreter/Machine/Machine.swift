// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// A simulated processor with a VMCS and a vcpu, on which programs run.
///
/// Whatever a test has not set is what the ``Oracle`` answers, by the rules of
/// `Tests/Host/sim`, so that a whole state is a seed and the few values that matter.
/// Declared state begins as it was declared. ``reset(seed:)`` starts a new
/// state at no more than the price of what the last one touched.
public final class Machine {
    public let symbols: SymbolTable

    // Written through pointers: a debug build is several times faster on them than on arrays.
    private let registerBits: UnsafeMutablePointer<UInt64>
    private let registerUnknown: UnsafeMutablePointer<UInt64>
    let fields: LazyValues
    let elements: LazyValues
    /// Where the elements of each state variable begin in ``elements``, and how many there are.
    let elementBase: [Int]
    let elementCount: [Int]
    private var controlWords: [UInt64]
    var environment: [EnvironmentValue: Value] = [:]
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
    private let stackPointerField: Int
    let nativeIdentifiers: [UInt64]

    /// - Parameter symbols: after all programs that will run here have been compiled with it.
    public init(symbols: SymbolTable, seed: UInt64 = 0) {
        self.symbols = symbols
        let registers: Int = Register.allCases.count
        registerBits = .allocate(capacity: registers)
        registerUnknown = .allocate(capacity: registers)
        registerBits.initialize(repeating: 0, count: registers)
        registerUnknown.initialize(repeating: 0, count: registers)
        fields = LazyValues(count: symbols.fields.count)
        var base: [Int] = []
        var total = 0
        for state: StateVariable in symbols.states {
            base.append(total)
            total += state.count ?? 1
        }
        elementBase = base
        elementCount = symbols.states.map { $0.count ?? 1 }
        elements = LazyValues(count: total)
        controlWords = [UInt64](repeating: 0, count: ControlWordID.allCases.count)
        answers = MachineAnswers(seed: seed)
        slotBits = .allocate(capacity: 1)
        slotUnknown = .allocate(capacity: 1)
        nativeIdentifiers = symbols.natives.map(\.identifier)
        stackPointerField = symbols.fields.firstIndex { $0.symbol == "GUEST_RSP" } ?? -1
        reset(seed: seed)
    }

    deinit {
        registerBits.deallocate()
        registerUnknown.deallocate()
        slotBits.deallocate()
        slotUnknown.deallocate()
        answers.deallocate()
    }

    /// Position of a register in the machine's storage: RSP is not there.
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
        for word: Int in controlWords.indices { controlWords[word] = 0 }
        var index = 0
        while index < Register.allCases.count {
            let number: Int = index >= 4 ? index + 1 : index
            registerBits[index] = answers.register(UInt64(number))
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
        set { setField(symbols.number(of: field), newValue.cut(to: field.valueType.mask)) }
    }

    public subscript(state: StateVariable, element: Int) -> Value {
        get { elementValue(symbols.number(of: state), element) }
        set { setElement(symbols.number(of: state), element, newValue.cut(to: state.type.mask)) }
    }

    /// A control word, as negotiation chose it.
    public subscript(controls word: ControlWordID) -> UInt64 {
        get { controlWords[ControlWordID.allCases.firstIndex(of: word)!] }
        set { controlWords[ControlWordID.allCases.firstIndex(of: word)!] = newValue }
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

    /// What the oracle says of a register by number, RSP included, where no test has set it.
    public func answerForRegister(_ number: UInt64) -> UInt64 { answers.register(number) }

    /// Copies the guest registers into the first slots, and back.
    func loadRegisters() {
        slotBits.update(from: registerBits, count: Register.allCases.count)
        slotUnknown.update(from: registerUnknown, count: Register.allCases.count)
    }

    func storeRegisters() {
        registerBits.update(from: slotBits, count: Register.allCases.count)
        registerUnknown.update(from: slotUnknown, count: Register.allCases.count)
    }

    func isEnabled(_ number: Int) -> Bool {
        let id: ControlID = symbols.controls[number].id
        return self[controls: id.word] >> UInt64(id.bit) & 1 != 0
    }

    // MARK: VMCS

    func fieldValue(_ number: Int) -> Value {
        if fields.isSet(number) { return fields[number] }
        let field: VMCSField = symbols.fields[number]
        let encoding = UInt64(field.encoding)
        let answer: UInt64 = generator?.field(number, encoding) ?? answers.field(encoding)
        return fields.set(number, .known(answer & field.valueType.mask))
    }

    func setField(_ number: Int, _ value: Value) { fields.set(number, value) }

    /// VMREAD, with its trace.
    func readField(_ number: Int) -> Value {
        let value: Value = fieldValue(number)
        trace.append(.readField, values: .known(UInt64(symbols.fields[number].encoding)), value)
        return value
    }

    /// VMWRITE, with its trace.
    func writeField(_ number: Int, _ value: Value) {
        let field: VMCSField = symbols.fields[number]
        let written: Value = value.cut(to: field.valueType.mask)
        fields.set(number, written)
        trace.append(.writeField, values: .known(UInt64(field.encoding)), written)
    }

    /// The field that holds the guest's RSP; nil when the symbol table has none.
    var stackPointer: Int? { stackPointerField < 0 ? nil : stackPointerField }

    // MARK: Declared state

    /// What the declaration says until it is set.
    func elementValue(_ variable: Int, _ element: Int) -> Value {
        let position: Int = elementBase[variable] + element
        if elements.isSet(position) { return elements[position] }
        let state: StateVariable = symbols.states[variable]
        let chosen: UInt64? = generator?.state(variable, element)
        return elements.set(position, .known((chosen ?? state.initial) & state.type.mask))
    }

    func setElement(_ variable: Int, _ element: Int, _ value: Value) {
        elements.set(elementBase[variable] + element, value)
    }
}

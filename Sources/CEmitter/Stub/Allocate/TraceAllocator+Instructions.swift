// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension TraceAllocator {
    /// Writes the instructions of one step. `wanted` is what is still used behind it.
    mutating func write(_ step: StubStep, wanted: Set<StubValue>) throws(StubFailure) {
        let note: String = step.note
        switch step.operation {
        case .copy(let source, let to):
            try copy(source, to, wanted, note)
        case .load(let memory, let width, let to):
            let register: Register = try define(to, reusing: nil, pinned: [])
            extend(.memory(memory), width, register, note)
        case .narrow(let value, let width, let to):
            let source: AssemblyOperand = whereabouts(of: value, width)
            let reusable: Register? = wanted.contains(value) && value != to ? nil : state.register(of: value)
            let register: Register = try define(to, reusing: reusable, pinned: pinned([source]))
            extend(source, width, register, note)
        case .binary(let op, let left, let right, let width, let to):
            try binary(op, left, right, width, to, wanted, note)
        case .shiftLeft(let value, let amount, let width, let to):
            let register: Register = try inPlace(value, to, wanted)
            emit("shl", .immediate(String(amount)), .register(register, width), note: note)
        case .shiftRight(let value, let amount, let width, let to):
            let register: Register = try inPlace(value, to, wanted)
            emit("shr", .immediate(String(amount)), .register(register, width), note: note)
        case .invert(let value, let width, let to):
            let register: Register = try inPlace(value, to, wanted)
            emit("not", .register(register, width), note: note)
        case .truth(let condition, let to):
            let code: String = try write(condition, note: note)
            state.keep(wanted.subtracting([to]))
            let register: Register = try define(to, reusing: nil, pinned: [])
            emit("set" + code, .register(register, .byte))
            extend(.register(register, .byte), .byte, register, "")
        case .choose(let condition, let then, let otherwise, let to):
            try choose(condition, then, otherwise, to, wanted, note)
        case .readField(let field, let to, let kept):
            let register: Register = try define(to, reusing: nil, pinned: [])
            var encoding: Register = register
            if let kept, wanted.contains(kept) { encoding = try define(kept, reusing: nil, pinned: [register]) }
            emit("mov", .immediate(CName.encoding(field)), .register(encoding, .long))
            emit("HVP_VMREAD", .register(encoding, .quad), .register(register, .quad), note: note)
        case .storeField(let field, let memory, let kept):
            let encoding: Register
            if let kept, wanted.contains(kept) {
                encoding = try define(kept, reusing: nil, pinned: [])
            } else {
                encoding = try take(for: nil, pinned: [])
            }
            emit("mov", .immediate(CName.encoding(field)), .register(encoding, .long))
            emit("HVP_VMREAD", .register(encoding, .quad), .memory(memory), note: note)
        case .writeField(let field, let value, let kept):
            let content: AssemblyOperand = try inRegister(value, .quad)
            let encoding: Register
            if let kept {
                encoding = try use(kept, pinned: pinned([content]))
            } else {
                encoding = try take(for: nil, pinned: pinned([content]))
                emit("mov", .immediate(CName.encoding(field)), .register(encoding, .long))
            }
            emit("HVP_VMWRITE", content, .register(encoding, .quad), note: note)
        case .cpuid(let leaf, let subleaf, let eax, let ebx, let ecx, let edx):
            try fix(
                [(leaf, .rax), (subleaf, .rcx)], clobbering: [.rax, .rbx, .rcx, .rdx],
                wanted: wanted.subtracting([eax, ebx, ecx, edx]))
            emit("HVP_CPUID", note: note)
            release([.rax, .rbx, .rcx, .rdx])
            set([(eax, .rax), (ebx, .rbx), (ecx, .rcx), (edx, .rdx)])
        case .addMemory(let memory, let amount, let width):
            if amount == .immediate(1) {
                emit("inc" + width.suffix, .memory(memory), note: note)
            } else {
                emit("add" + width.suffix, try inRegister(amount, width), .memory(memory), note: note)
            }
        case .storeMemory(let memory, let value, let width):
            emit("mov" + width.suffix, try inRegister(value, width), .memory(memory), note: note)
        case .discard:
            break
        }
    }

    // MARK: Moves

    private mutating func copy(
        _ source: StubOperand, _ to: StubValue, _ wanted: Set<StubValue>, _ note: String
    ) throws(StubFailure) {
        guard wanted.contains(to) else { return }
        switch source {
        case .immediate(let value):
            let register: Register = try define(to, reusing: nil, pinned: [])
            append(Self.constant(value, into: register, note: note))
        case .memory(let memory):
            let register: Register = try define(to, reusing: nil, pinned: [])
            extend(.memory(memory), .quad, register, note)
        case .value(let value):
            if value == to { return }
            let from: Register = try use(value, pinned: [])
            let register: Register = try define(
                to, reusing: wanted.contains(value) ? nil : from, pinned: [from])
            if register != from {
                emit("mov", .register(from, .quad), .register(register, .quad), note: note)
            }
        }
    }

    /// A constant in a register; changes the flags.
    static func constant(_ value: UInt64, into register: Register, note: String = "") -> AssemblyInstruction {
        if value == 0 {
            let low: AssemblyOperand = .register(register, .long)
            return AssemblyInstruction(mnemonic: "xor", operands: [low, low], note: note)
        }
        // Writing the low half clears the high one.
        let isShort: Bool = value <= UInt64(UInt32.max)
        let isLong: Bool = !isShort && Int32(exactly: Int64(bitPattern: value)) == nil
        return AssemblyInstruction(
            mnemonic: isLong ? "movabs" : "mov",
            operands: [
                .immediate(immediate(value, isShort ? .long : .quad)), .register(register, isShort ? .long : .quad),
            ],
            note: note)
    }

    /// Zero-extends the low bits of a register or of memory.
    private mutating func extend(
        _ source: AssemblyOperand, _ width: StubWidth, _ register: Register, _ note: String
    ) {
        switch width {
        case .byte: emit("movzbl", source, .register(register, .long), note: note)
        case .word: emit("movzwl", source, .register(register, .long), note: note)
        case .long: emit("mov", source, .register(register, .long), note: note)
        case .quad: emit("mov", source, .register(register, .quad), note: note)
        }
    }

    // MARK: Arithmetic

    /// A register that holds `value` now and `to` after the instruction.
    private mutating func inPlace(
        _ value: StubValue, _ to: StubValue, _ wanted: Set<StubValue>, pinned: Set<Register> = []
    ) throws(StubFailure) -> Register {
        let from: Register = try use(value, pinned: pinned)
        let isDead: Bool = value == to || !wanted.contains(value)
        let register: Register = try define(to, reusing: isDead ? from : nil, pinned: pinned.union([from]))
        if register != from { emit("mov", .register(from, .quad), .register(register, .quad)) }
        return register
    }

    private mutating func binary(
        _ op: BinaryOperator, _ left: StubValue, _ right: StubOperand, _ width: StubWidth, _ to: StubValue,
        _ wanted: Set<StubValue>, _ note: String
    ) throws(StubFailure) {
        var (left, right): (StubValue, StubOperand) = (left, right)
        if op != .subtract, case .value(let other) = right, isFree(other, to, wanted), !isFree(left, to, wanted) {
            (left, right) = (other, .value(left))
        }
        let from: Register = try use(left, pinned: [])
        var operand: AssemblyOperand = try source(right, width, pinned: [from])
        if !isFree(left, to, wanted), let sum = address(op, from, right) {
            let register: Register = try define(to, reusing: nil, pinned: pinned([operand]).union([from]))
            emit("lea", sum, .register(register, width), note: note)
            return
        }
        let register: Register = try inPlace(left, to, wanted, pinned: pinned([operand]).subtracting([from]))
        // The operand may be what has just been copied.
        if case .register(from, _) = operand { operand = .register(register, width) }
        emit(Self.mnemonic(op), operand, .register(register, width), note: note)
    }

    /// Whether nobody wants what the value is before the step.
    private func isFree(_ value: StubValue, _ to: StubValue, _ wanted: Set<StubValue>) -> Bool {
        value == to || !wanted.contains(value)
    }

    /// A sum that LEA can put into a third register.
    private func address(_ op: BinaryOperator, _ left: Register, _ right: StubOperand) -> AssemblyOperand? {
        switch (op, right) {
        case (.add, .value(let value)):
            return state.register(of: value).map { .address(offset: 0, left, $0) }
        case (.add, .immediate(let constant)):
            return Int32(exactly: Int64(bitPattern: constant)).map { .address(offset: Int64($0), left, nil) }
        case (.subtract, .immediate(let constant)):
            return Int32(exactly: 0 &- Int64(bitPattern: constant)).map { .address(offset: Int64($0), left, nil) }
        default:
            return nil
        }
    }

    private static func mnemonic(_ op: BinaryOperator) -> String {
        switch op {
        case .add: "add"
        case .subtract: "sub"
        case .and: "and"
        case .or: "or"
        case .xor: "xor"
        case .minimum: preconditionFailure("the smaller of two is chosen, not computed")
        }
    }

    private mutating func choose(
        _ condition: StubCondition, _ then: StubValue, _ otherwise: StubValue, _ to: StubValue,
        _ wanted: Set<StubValue>, _ note: String
    ) throws(StubFailure) {
        var (condition, then, otherwise): (StubCondition, StubValue, StubValue) = (condition, then, otherwise)
        if isFree(then, to, wanted) && !isFree(otherwise, to, wanted) {
            (condition, then, otherwise) = (condition.negated, otherwise, then)
        }
        // Moves change no flags, so that they may stand behind the comparison.
        let code: String = try write(condition, note: note)
        let base: Register = try use(otherwise, pinned: [])
        let chosen: Register = try use(then, pinned: [base])
        let isDead: Bool = isFree(otherwise, to, wanted) && otherwise != then
        let register: Register = try define(to, reusing: isDead ? base : nil, pinned: [base, chosen])
        if register != base { emit("mov", .register(base, .quad), .register(register, .quad)) }
        emit("cmov" + code, .register(chosen, .quad), .register(register, .quad))
    }

    // MARK: Conditions

    /// Writes a comparison. The result is the suffix of JCC, SETCC and CMOVCC.
    mutating func write(_ condition: StubCondition, note: String) throws(StubFailure) -> String {
        switch condition {
        case .compare(let comparison, let left, let right, let width):
            let (first, second): (AssemblyOperand, AssemblyOperand) = try pair(left, right, width)
            emit("cmp" + Self.suffix(first, second, width), second, first, note: note)
            return comparison.conditionCode
        case .test(let isZero, let left, let right, let width):
            if left == right, case .memory(let slot) = try source(left, width) {
                emit("cmp" + width.suffix, .immediate("0"), .memory(slot), note: note)
            } else {
                let (first, second): (AssemblyOperand, AssemblyOperand) = try pair(left, right, width)
                emit("test" + Self.suffix(first, second, width), second, first, note: note)
            }
            return isZero ? "z" : "nz"
        case .bit(let isSet, let value, let index, let width):
            let from: Register = try use(value, pinned: [])
            let position: Register = try use(index, pinned: [from])
            emit("bt", .register(position, width), .register(from, width), note: note)
            return isSet ? "c" : "nc"
        case .carry(let isSet, let memory, let amount, let width):
            emit("add" + width.suffix, try inRegister(amount, width), .memory(memory), note: note)
            return isSet ? "c" : "nc"
        }
    }

    /// Two operands of which one at most is memory.
    private mutating func pair(
        _ left: StubOperand, _ right: StubOperand, _ width: StubWidth
    ) throws(StubFailure) -> (AssemblyOperand, AssemblyOperand) {
        var second: AssemblyOperand = try source(right, width)
        var first: AssemblyOperand = try source(left, width)
        if case .memory = first, case .memory = second {
            if let value = left.value {
                first = .register(try use(value, pinned: []), width)
            } else if let value = right.value {
                second = .register(try use(value, pinned: []), width)
            }
        }
        return (first, second)
    }

    /// Where an instruction finds an operand: a guest register that was stored is used from its slot.
    private mutating func source(
        _ operand: StubOperand, _ width: StubWidth, pinned: Set<Register> = []
    ) throws(StubFailure) -> AssemblyOperand {
        switch operand {
        case .value(let value): whereabouts(of: value, width)
        case .immediate(let constant): .immediate(Self.immediate(constant, width))
        case .memory(let memory): .memory(memory)
        }
    }

    /// An operand beside one in memory, of which x86 has no more than one.
    private mutating func inRegister(
        _ operand: StubOperand, _ width: StubWidth
    ) throws(StubFailure) -> AssemblyOperand {
        guard let value = operand.value else { return try source(operand, width) }
        return .register(try use(value, pinned: []), width)
    }

    // MARK: Text

    private func pinned(_ operands: [AssemblyOperand]) -> Set<Register> {
        Set(operands.compactMap { if case .register(let register, _) = $0 { register } else { nil } })
    }

    /// Where no register tells the width, the mnemonic has to.
    private static func suffix(_ first: AssemblyOperand, _ second: AssemblyOperand, _ width: StubWidth) -> String {
        if case .register = first { return "" }
        if case .register = second { return "" }
        return width.suffix
    }

    static func immediate(_ value: UInt64, _ width: StubWidth) -> String {
        if width == .quad, let negative = Int64(exactly: Int64(bitPattern: value)), negative < 0, negative > -4096 {
            return String(negative)
        }
        return value < 10 ? String(value) : CName.hexadecimal(value)
    }
}

extension StubWidth {
    /// As GNU as has it behind a mnemonic.
    var suffix: String {
        switch self {
        case .byte: "b"
        case .word: "w"
        case .long: "l"
        case .quad: "q"
        }
    }
}

extension Comparison {
    /// Of an unsigned comparison.
    fileprivate var conditionCode: String {
        switch self {
        case .equal: "e"
        case .notEqual: "ne"
        case .less: "b"
        case .lessOrEqual: "be"
        case .greater: "a"
        case .greaterOrEqual: "ae"
        }
    }
}

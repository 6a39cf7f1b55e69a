// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension Machine {
    func capability(_ number: Int) -> Value {
        .known(answers.rdmsr(UInt64(symbols.capabilities[number].address), generator).value)
    }

    func executeCPUID(_ operands: UnsafeMutablePointer<Int32>) {
        let leaf: Value = slot(Int(operands[0])).cut(to: 0xffff_ffff)
        let subleaf: Value = slot(Int(operands[1])).cut(to: 0xffff_ffff)
        guard leaf.isKnown && subleaf.isKnown else {
            let key = Value(bits: leaf.bits << 32 | subleaf.bits, unknown: leaf.unknown << 32 | subleaf.unknown)
            trace.append(.cpuid, values: key, .unknown(.u64), .unknown(.u64))
            for result: Int in 2..<6 { set(Int(operands[result]), .unknown(.u32)) }
            return
        }
        let eax: UInt64 = answers.cpuid(leaf: leaf.bits, subleaf: subleaf.bits, 0, generator)
        let ebx: UInt64 = answers.cpuid(leaf: leaf.bits, subleaf: subleaf.bits, 1, generator)
        let ecx: UInt64 = answers.cpuid(leaf: leaf.bits, subleaf: subleaf.bits, 2, generator)
        let edx: UInt64 = answers.cpuid(leaf: leaf.bits, subleaf: subleaf.bits, 3, generator)
        trace.append(.cpuid, leaf.bits << 32 | subleaf.bits, ebx << 32 | eax, edx << 32 | ecx)
        set(Int(operands[2]), .known(eax))
        set(Int(operands[3]), .known(ebx))
        set(Int(operands[4]), .known(ecx))
        set(Int(operands[5]), .known(edx))
    }

    func executeRDMSR(_ operands: UnsafeMutablePointer<Int32>) {
        let address: Value = slot(Int(operands[0])).cut(to: 0xffff_ffff)
        var value: Value = .unknown(.u64)
        var faulted: Value = .unknown(.bool)
        if address.isKnown {
            let answer: (value: UInt64, faulted: Bool) = answers.rdmsr(address.bits, generator)
            value = .known(answer.value)
            faulted = .known(answer.faulted ? 1 : 0)
        }
        trace.append(.readMSR, values: address, value, faulted)
        set(Int(operands[1]), value)
        set(Int(operands[2]), faulted)
    }

    func executeWRMSR(_ operands: UnsafeMutablePointer<Int32>) {
        let address: Value = slot(Int(operands[0])).cut(to: 0xffff_ffff)
        let value: Value = slot(Int(operands[1]))
        var faulted: Value = .unknown(.bool)
        if address.isKnown && value.isKnown {
            faulted = .known(answers.wrmsrFaults(address.bits, value.bits, generator) ? 1 : 0)
        }
        trace.append(.writeMSR, values: address, value, faulted)
        set(Int(operands[2]), faulted)
    }

    func call(_ number: Int, _ operands: UnsafeMutablePointer<Int32>, arguments: Int) {
        let native: Native = symbols.natives[number]
        let identifier: UInt64 = facts.nativeIdentifier[number]
        trace.append(.call, identifier, UInt64(arguments))
        var fold: UInt64 = identifier
        var isKnown = true
        for index: Int in 0..<arguments {
            let argument: Value = slot(Int(operands[index]))
            trace.append(.argument, values: .known(UInt64(index)), argument)
            fold = Oracle.splitmix64(fold ^ argument.bits)
            isKnown = isKnown && argument.isKnown
        }
        answers.beginNative()
        for (index, result) in native.results.enumerated() {
            let answer: UInt64 = answers.nativeResult(number, identifier, fold: fold, UInt64(index), generator)
            let value: Value = isKnown ? .known(answer & result.type.mask) : .unknown(result.type)
            trace.append(.result, values: .known(UInt64(index)), value)
            set(Int(operands[arguments + index]), value)
        }
    }

    func emitEvent(_ number: Int, _ operands: UnsafeMutablePointer<Int32>, count: Int) {
        func word(_ index: Int) -> Value { index < count ? slot(Int(operands[index])) : .known(0) }
        trace.append(.emit, values: .known(UInt64(symbols.events[number].number)), word(0), word(1))
        trace.append(.emitMore, values: word(2), word(3))
    }

    /// Number 4 is RSP, which lives in the VMCS.
    func indexedRegister(_ step: Instruction, _ program: Program, _ position: Int) -> Outcome? {
        guard let number = slot(Int(step.b)).knownBits else {
            return .undetermined(what: "the number of a register", program.locations[position])
        }
        guard number < 16 else {
            return .malformed(what: "no register has number \(number)", program.locations[position])
        }
        let reads: Bool = step.operation == .readIndexed
        if number == 4 {
            guard let field = stackPointer else {
                return .malformed(what: "the symbol table has no GUEST_RSP", program.locations[position])
            }
            if reads { set(Int(step.a), readField(field)) } else { writeField(field, slot(Int(step.a))) }
            return nil
        }
        // Registers are the first slots of every program.
        let register = Int(number > 4 ? number - 1 : number)
        if reads { set(Int(step.a), slot(register)) } else { set(register, slot(Int(step.a))) }
        return nil
    }

    func changeState(_ step: Instruction, _ program: Program, _ position: Int) -> Outcome? {
        let variable = Int(step.b)
        var element = 0
        if step.c >= 0 {
            guard let index = slot(Int(step.c)).knownBits else {
                return .undetermined(what: "an index", program.locations[position])
            }
            guard index < UInt64(facts.elementCount[variable]) else {
                let name: String = symbols.states[variable].name
                return .malformed(
                    what: "index \(index) of \(name), which has \(facts.elementCount[variable]) elements",
                    program.locations[position])
            }
            element = Int(index)
        }
        switch step.operation {
        case .readState:
            set(Int(step.a), elementValue(variable, element))
        case .setState:
            setElement(variable, element, slot(Int(step.a)))
            writtenElements.append((variable, element))
        default:
            let sum: Value = elementValue(variable, element) &+ slot(Int(step.a))
            setElement(variable, element, sum)
            writtenElements.append((variable, element))
        }
        return nil
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import VMXModel

/// The shapes that the stub compiler has rules for, with random things in and around them.
extension RandomHandler {
    private func field(_ symbol: String) -> VMCSField { Self.fields.first { $0.symbol == symbol }! }

    private mutating func local(_ type: ValueType) -> Local {
        nextLocal += 1
        return Local("s\(nextLocal)", type)
    }

    /// A sum whose low half is compared with that of an operand: the carry of the low halves, if they have 32 bits.
    mutating func sum(_ depth: Int) -> [Statement] {
        let (base, sum): (Local, Local) = (local(.u64), local(.u64))
        let shortField: VMCSField = field(numbers.pick(["VM_EXIT_INSTRUCTION_LEN", "GUEST_INTERRUPTIBILITY_INFO"]))
        let isShort: Bool = numbers.chance(3, of: 4)
        let other: Local = local(isShort ? .u32 : .u64)
        let otherField: VMCSField = isShort ? shortField : field("TSC_OFFSET")
        func low(_ local: Local) -> Expression { local.type == .u32 ? .local(local) : .convert(.local(local), .u32) }
        func wide(_ local: Local) -> Expression { local.type == .u64 ? .local(local) : .convert(.local(local), .u64) }
        let operands: [Expression] = numbers.chance(1, of: 2) ? [wide(base), wide(other)] : [wide(other), wide(base)]
        var result: [Statement] = [
            statement(.readField(field("GUEST_RIP"), into: base)), statement(.readField(otherField, into: other)),
        ]
        if numbers.chance(1, of: 4) { result.swapAt(0, 1) }
        result.append(statement(.assign(sum, .binary(.add, operands[0], operands[1]))))
        let compared: Local = numbers.chance(3, of: 4) ? base : other
        let cut: [Expression] = [
            .binary(.and, .local(sum), .constant(0xffff_ffff, .u64)), expression(.u64, 1),
            .binary(.xor, .local(sum), .constant(1, .u64)),
        ]
        var rare: [Statement] = numbers.chance(1, of: 2) ? arm(depth) : []
        if !rare.endsEveryPath { rare.append(statement(.assign(sum, numbers.pick(cut)))) }
        result.append(statement(.branch(.compare(.less, low(sum), low(compared)), then: rare, else: [])))
        if numbers.chance(1, of: 3) { result += block(depth: depth + 1, count: 2) }
        if result.endsEveryPath { return result }
        result.append(statement(.writeField(field("GUEST_RIP"), .local(sum))))
        if numbers.chance(1, of: 4) {
            known.append(sum)
            known.append(base)
        }
        return result
    }

    /// Two questions about bits of fields, asked as one, with what lies behind each.
    mutating func guards(_ depth: Int) -> [Statement] {
        let names: [String] = [
            "GUEST_RFLAGS", "GUEST_INTERRUPTIBILITY_INFO", "GUEST_CS_SELECTOR", "VM_EXIT_INSTRUCTION_LEN",
        ]
        let first: VMCSField = field(numbers.pick(names))
        let second: VMCSField = field(numbers.pick(names))
        let (a, b): (Local, Local) = (local(first.valueType), local(second.valueType))
        func question(_ local: Local, _ mask: UInt64) -> Expression {
            .compare(
                .notEqual, .binary(.and, .local(local), .constant(mask & local.type.mask, local.type)),
                .constant(0, local.type))
        }
        let masks: [UInt64] = [1, 3, 0x80, 0x100, 0x300, 0x4000, 0xff, 0x1_0000, 0x8000]
        let one: Expression = question(a, numbers.pick(masks))
        let other: Expression = question(b, numbers.pick(masks))
        var rare: [Statement] = [
            statement(.branch(one, then: arm(depth), else: [])), statement(.branch(other, then: arm(depth), else: [])),
        ]
        if numbers.chance(1, of: 3) {
            // What is left of a field is wanted as a whole.
            rare.append(statement(.setRegister(.r9, .convert(.local(numbers.pick([a, b])), .u64))))
        }
        let result: [Statement] = [
            statement(.readField(first, into: a)), statement(.readField(second, into: b)),
            statement(.branch(.binary(.or, one, other), then: rare, else: [])),
        ]
        if numbers.chance(1, of: 6) { known.append(numbers.pick([a, b])) }
        return result
    }

    /// Registers that some or all ways give up, right before the end.
    mutating func discards() -> [Statement] {
        func some() -> [Register] { (0..<(1 + numbers.below(3))).map { _ in numbers.pick(Register.allCases) } }
        switch numbers.below(3) {
        case 0: return []
        case 1: return [statement(.discard(some()))]
        default:
            let condition: Expression = expression(.bool, 1)
            var then: [Statement] = [statement(.discard(some()))]
            if numbers.chance(1, of: 3) {
                then.append(statement(.setRegister(numbers.pick(Register.allCases), .constant(7, .u64))))
            }
            let otherwise: [Statement] = numbers.chance(1, of: 2) ? [] : [statement(.discard(some()))]
            return [statement(.branch(condition, then: then, else: otherwise))]
        }
    }

    /// Reads an MSR that may fault, sets the registers of the result, and goes behind the instruction.
    mutating func makeAccess() -> [Statement] {
        let (value, faulted): (Local, Local) = (Local("msr", .u64), Local("faulted", .bool))
        let routines: DispositionRoutines = architecture.dispositions
        var body: [Statement] = numbers.chance(1, of: 2) ? block(depth: 2, count: 2) : []
        if body.endsEveryPath { body = [] }
        let address: Expression = .convert(.register(.rcx), .u32)
        let read: Statement = statement(.readMSR(address, value: value, faulted: faulted))
        let special: [Statement] = [
            read, statement(.assign(value, .binary(.or, .local(value), .constant(numbers.next(), .u64)))),
        ]
        let arms: [SwitchCase] = [SwitchCase([0x3a...0x3a], special, at: Self.place(1))]
        body.append(
            numbers.chance(1, of: 2) ? read : statement(.select(address, cases: arms, otherwise: [read])))
        let injection: [Statement] = [
            statement(.perform(routines.inject, [.constant(0x8000_0b0d, .u32), .constant(0, .u32)])),
            statement(.finish(.resume)),
        ]
        body.append(statement(.branch(.local(faulted), then: injection, else: [])))
        known += [value, faulted]
        let advance: Statement = statement(.perform(routines.advance, []))
        let isEarly: Bool = numbers.chance(1, of: 2)
        if isEarly { body.append(advance) }
        body.append(statement(.setRegister(.rax, .binary(.and, .local(value), .constant(0xffff_ffff, .u64)))))
        body.append(statement(.setRegister(.rdx, .shiftRight(.local(value), 32))))
        if numbers.chance(1, of: 3) {
            body.append(statement(.setRegister(numbers.pick(Register.allCases), expression(.u64, 2))))
        }
        if !isEarly { body.append(advance) }
        body += discards()
        body.append(statement(.finish(.resume)))
        return body
    }
}

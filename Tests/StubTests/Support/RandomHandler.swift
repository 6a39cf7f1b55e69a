// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import VMXModel

/// Makes lowered handlers out of everything that the IR has, without any sense
/// but with every type right and every variable set before it is used.
struct RandomHandler {
    var numbers: RandomNumbers
    /// Variables that have a value on the path that is being made.
    var known: [Local] = []
    var nextLocal: Int = 0
    private let allowsC: Bool
    private var line: Int = 0

    static let states: [StateVariable] = [
        variable("wide", .u64), variable("middle", .u32), variable("small", .u16), variable("tiny", .u8),
        variable("flag", .bool), variable("table", .u64, count: 5), variable("bytes", .u8, count: 3),
    ]

    static let fields: [VMCSField] = architecture.fields.map(\.field).filter {
        [
            "GUEST_RIP", "GUEST_RFLAGS", "GUEST_INTERRUPTIBILITY_INFO", "GUEST_CS_SELECTOR", "GUEST_IA32_DEBUGCTL",
            "VM_EXIT_INSTRUCTION_LEN", "EXIT_QUALIFICATION", "TSC_OFFSET",
        ].contains($0.symbol)
    }

    private static let native = Native(
        name: "somethingInC", summary: "is not for stubs", parameters: [], results: [], effects: Native.Effects(),
        location: place(1))

    /// - Parameter allowsC: whether some arms do what only C can do.
    init(seed: UInt64, allowsC: Bool) {
        numbers = RandomNumbers(seed: seed)
        self.allowsC = allowsC
    }

    mutating func make() -> [Statement] {
        var body: [Statement] = []
        for index: Int in 0..<3 { body.append(assign(Local("first\(index)", pickType()))) }
        if allowsC && numbers.chance(2, of: 3) {
            // A guard before anything has happened, but for a change of state that can wait.
            body.append(statement(.addState(Self.states[0], index: nil, .constant(1, .u64))))
            let arm: [Statement] = [statement(.call(Self.native, arguments: [], results: []))]
            body.append(statement(.branch(expression(.bool, 2), then: arm, else: [])))
        }
        body += block(depth: 0, count: 8)
        body += discards()
        body.append(statement(.finish(.resume)))
        return body
    }

    /// One expression and nothing else.
    mutating func makeExpression(depth: Int) -> [Statement] {
        let type: ValueType = pickType()
        let value: Expression = expression(type, depth)
        return [
            statement(.setRegister(.r15, type == .u64 ? value : .convert(value, .u64))), statement(.finish(.resume)),
        ]
    }

    // MARK: Statements

    mutating func block(depth: Int, count: Int) -> [Statement] {
        var statements: [Statement] = []
        for _ in 0..<(1 + numbers.below(count)) { statements += step(depth: depth) }
        return statements
    }

    private mutating func step(depth: Int) -> [Statement] {
        switch numbers.below(depth < 3 ? 20 : 15) {
        case 0, 1:
            nextLocal += 1
            return [assign(Local("v\(nextLocal)", pickType()))]
        case 2:
            guard let local = known.isEmpty ? nil : numbers.pick(known) else { return [] }
            return [assign(local)]
        case 3, 4:
            nextLocal += 1
            let field: VMCSField = numbers.pick(Self.fields)
            let local = Local("f\(nextLocal)", field.valueType)
            known.append(local)
            return [statement(.readField(field, into: local))]
        case 5, 6:
            let field: VMCSField = numbers.pick(Self.fields.filter { !$0.isReadOnly })
            return [statement(.writeField(field, expression(field.valueType, 2)))]
        case 7, 8:
            return [statement(.setRegister(numbers.pick(Register.allCases), expression(.u64, 3)))]
        case 9, 10:
            return [changeState()]
        case 11:
            let names: [String] = ["eax", "ebx", "ecx", "edx"]
            let results: [Local] = names.map { Local($0, .u32) }
            let made: Statement = statement(
                .cpuid(
                    leaf: expression(.u32, 1), subleaf: expression(.u32, 1), eax: results[0], ebx: results[1],
                    ecx: results[2], edx: results[3]))
            for local: Local in results where !known.contains(local) { known.append(local) }
            return [made]
        case 12:
            let (value, faulted) = (Local(numbers.chance(1, of: 2) ? "msr" : "other", .u64), Local("faulted", .bool))
            let made: Statement = statement(.readMSR(expression(.u32, 1), value: value, faulted: faulted))
            for local: Local in [value, faulted] where !known.contains(local) { known.append(local) }
            return [made]
        case 13:
            let faulted = Local("faulted", .bool)
            let made: Statement = statement(.writeMSR(expression(.u32, 1), expression(.u64, 2), faulted: faulted))
            if !known.contains(faulted) { known.append(faulted) }
            return [made]
        case 14:
            return allowsC && numbers.chance(1, of: 3)
                ? [statement(.call(Self.native, arguments: [], results: []))] : []
        case 15, 16:
            return [branch(depth: depth)]
        case 17:
            return numbers.chance(1, of: 2) ? sum(depth) : guards(depth)
        default:
            return [choice(depth: depth)]
        }
    }

    private mutating func assign(_ local: Local) -> Statement {
        let value: Expression = expression(local.type, 3)
        if !known.contains(local) { known.append(local) }
        return statement(.assign(local, value))
    }

    private mutating func changeState() -> Statement {
        let variable: StateVariable = numbers.pick(Self.states)
        let index: Expression? = variable.count.map { .constant(UInt64(numbers.below($0)), .u32) }
        let value: Expression = numbers.chance(1, of: 2) ? constant(variable.type) : expression(variable.type, 2)
        return variable.type == .bool || numbers.chance(1, of: 3)
            ? statement(.setState(variable, index: index, value)) : statement(.addState(variable, index: index, value))
    }

    private mutating func branch(depth: Int) -> Statement {
        let condition: Expression = expression(.bool, 3)
        let then: [Statement] = arm(depth)
        let otherwise: [Statement] = numbers.chance(1, of: 2) ? [] : arm(depth)
        return statement(.branch(condition, then: then, else: otherwise))
    }

    private mutating func choice(depth: Int) -> Statement {
        let type: ValueType = numbers.pick([.u8, .u16, .u32, .u64])
        let subject: Expression = expression(type, 2)
        var low: UInt64 = numbers.pick([0, 1, 0x40, type.mask / 2])
        var cases: [SwitchCase] = []
        for _ in 0..<(1 + numbers.below(3)) {
            var ranges: [ClosedRange<UInt64>] = []
            for _ in 0..<(1 + numbers.below(2)) {
                let high: UInt64 = low + numbers.pick([0, 0, 0, 1, 3, 7])
                ranges.append(low...high)
                low = high + numbers.pick([1, 2, 7])
            }
            let body: [Statement] = arm(depth)
            cases.append(SwitchCase(ranges, body, at: Self.place(line)))
        }
        return statement(.select(subject, cases: cases, otherwise: arm(depth)))
    }

    /// What an arm sets is not known behind it.
    mutating func arm(_ depth: Int) -> [Statement] {
        let before: [Local] = known
        var body: [Statement] = block(depth: depth + 1, count: 3)
        if numbers.chance(1, of: 12) { body.append(statement(.finish(.resume))) }
        known = before
        return body
    }

    // MARK: Expressions

    mutating func expression(_ type: ValueType, _ depth: Int) -> Expression {
        if depth == 0 || numbers.chance(1, of: 4) { return leaf(type) }
        return type == .bool ? truth(depth - 1) : number(type, depth - 1)
    }

    private mutating func number(_ type: ValueType, _ depth: Int) -> Expression {
        switch numbers.below(12) {
        case 0: return .not(expression(type, depth))
        case 1: return .shiftLeft(expression(type, depth), numbers.below(type.bits))
        case 2: return .shiftRight(expression(type, depth), numbers.below(type.bits))
        case 3: return .shiftRight(expression(type, depth), type.bits / 2)
        case 4, 5: return .convert(expression(pickType(), depth), type)
        case 6: return .select(expression(.bool, depth), then: expression(type, depth), else: expression(type, depth))
        default: return .binary(numbers.pick(BinaryOperator.allCases), expression(type, depth), expression(type, depth))
        }
    }

    private mutating func truth(_ depth: Int) -> Expression {
        let type: ValueType = numbers.pick([.u8, .u16, .u32, .u64])
        switch numbers.below(12) {
        case 0: return .not(expression(.bool, depth))
        case 1: return .binary(numbers.pick([.and, .or, .xor]), expression(.bool, depth), expression(.bool, depth))
        case 2: return .bit(of: expression(type, depth), index: expression(numbers.pick([.u8, .u32, .u64]), depth))
        case 3: return .compare(.notEqual, expression(type, depth), .constant(0, type))
        case 4: return .enabled(numbers.pick(architecture.controls))
        case 5, 6, 7:
            let masked: Expression = .binary(.and, expression(type, depth), constant(type))
            return .compare(numbers.pick([.equal, .notEqual]), masked, .constant(0, type))
        case 8: return .select(expression(.bool, depth), then: expression(.bool, depth), else: expression(.bool, depth))
        default: return .compare(numbers.pick(Comparison.allCases), expression(type, depth), expression(type, depth))
        }
    }

    private mutating func leaf(_ type: ValueType) -> Expression {
        let locals: [Local] = known.filter { $0.type == type }
        switch numbers.below(5) {
        case 0: return constant(type)
        case 1:
            let variable: StateVariable = numbers.pick(Self.states)
            let value: Expression = .state(
                variable, index: variable.count.map { .constant(UInt64(numbers.below($0)), .u32) })
            if variable.type == type { return value }
            return type == .bool ? .compare(.notEqual, value, .constant(0, variable.type)) : .convert(value, type)
        case 2 where !locals.isEmpty, 3 where !locals.isEmpty:
            return .local(numbers.pick(locals))
        default:
            let register: Expression = .register(numbers.pick(Register.allCases))
            if type == .u64 { return register }
            return type == .bool ? .compare(.greater, register, constant(.u64)) : .convert(register, type)
        }
    }

    private mutating func constant(_ type: ValueType) -> Expression {
        let values: [UInt64] = [
            0, 1, 2, 3, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000_0000, 0x7fff_ffff, 0xffff_ffff, 0x1_0000_0000,
            0xffff_ffff_8000_0000, .max, numbers.next(), numbers.next() >> 32,
        ]
        return .constant(numbers.pick(values) & type.mask, type)
    }

    private mutating func pickType() -> ValueType { numbers.pick([.bool, .u8, .u16, .u32, .u64, .u64]) }

    mutating func statement(_ kind: Statement.Kind) -> Statement {
        line += 1
        return Statement(kind, at: Self.place(line))
    }

    static func place(_ line: Int) -> Place { Place(fileID: "StubTests/Random.swift", line: line) }

    private static func variable(_ name: String, _ type: ValueType, count: Int? = nil) -> StateVariable {
        StateVariable(
            name: name, type: type, count: count, initial: 0, scope: .vcpu, exportName: nil, summary: name,
            location: place(1))
    }
}

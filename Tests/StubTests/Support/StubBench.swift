// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Interpreter
import VMXModel

@testable import CEmitter

/// Runs the stubs of a hypervisor and the interpreter on the same states and compares.
final class StubBench {
    struct Tally {
        var resumed: Int = 0
        var slow: Int = 0
    }

    let harness: Harness
    private let model: ResolvedModel
    private let hypervisor: ResolvedHypervisor
    private let symbols: SymbolTable
    private let programs: [(handler: ResolvedHypervisor.LoweredHandler, program: Program, constants: [UInt64])]
    private let machine: Machine
    private let reasonField: VMCSField
    private let members: [StateLayout.Member]
    /// Fields that a handler or a routine names.
    private let fields: [VMCSField]

    init(
        _ model: ResolvedModel, compiler: String = "gcc", change: (String) -> String = { $0 }
    ) throws {
        self.model = model
        hypervisor = model.hypervisors[0]
        harness = try Harness(model, compiler: compiler, change: change)
        let states: [StateVariable] = hypervisor.description.states
        symbols = SymbolTable(fields: model.architecture.fields.map(\.field), states: states)
        members = StateLayout(states).members(of: .vcpu)
        let symbols: SymbolTable = symbols
        programs = try hypervisor.handlers.filter { $0.form == .stub }.map { handler in
            let program = try Program(
                name: handler.reason.symbol, body: handler.body, routines: model.routines, symbols: symbols)
            return (handler, program, Self.constants(in: handler.body, model.routines))
        }
        machine = Machine(symbols: symbols)
        fields = Self.fields(in: hypervisor.handlers.flatMap(\.body) + model.routines.flatMap(\.body))
        reasonField = symbols.field(named: "VM_EXIT_REASON")!
    }

    /// Every arm of every decision that no state has taken so far. What is injected is a constant
    /// for each handler, so that the routine for it has arms that no handler can take.
    var untakenArms: [Arm] {
        programs.flatMap { _, program, _ in
            zip(program.arms, program.timesTaken).filter { $0.1 == 0 && $0.0.owner != "inject" }.map(\.0)
        }
    }

    /// Compares `count` states of each handler.
    ///
    /// - Returns: what ended how; a difference is thrown.
    func compare(states count: Int, seed: UInt64) throws -> Tally {
        var numbers = RandomNumbers(seed: seed)
        var tally = Tally()
        for (handler, program, constants) in programs {
            for _ in 0..<count {
                prepare(handler.reason, constants, &numbers)
                do {
                    if try compareOne(handler, program) { tally.resumed += 1 } else { tally.slow += 1 }
                } catch let failure as ToolFailure {
                    throw ToolFailure(description: "\(failure)\n\(harness.text)\n\(handler.body.map(\.kind))")
                }
            }
        }
        return tally
    }

    /// Exit reasons that have no stub, and failed entries: nothing may happen but the VMREAD.
    func compareOthers(seed: UInt64) throws {
        var numbers = RandomNumbers(seed: seed)
        let taken: [UInt64] = programs.map { UInt64($0.handler.reason.number) }
        let others: [UInt64] =
            (0..<80).filter { !taken.contains($0) } + taken.map { $0 | 1 << 31 } + taken.map { $0 | 1 << 27 }
        for reason: UInt64 in others {
            prepare(nil, [], &numbers)
            set(reasonField, to: reason)
            if harness.run() { throw ToolFailure(description: "reason \(reason) did not leave to the slow path") }
            try expectUntouched("reason \(reason)")
            try expect(harness.leftReason == reason, "reason \(reason): C was given \(harness.leftReason)")
            try expect(harness.trace.count == 1, "reason \(reason): more than the reason was read")
        }
    }

    // MARK: One state

    private func prepare(_ reason: ExitReason?, _ constants: [UInt64], _ numbers: inout RandomNumbers) {
        let seed: UInt64 = numbers.next()
        machine.reset(seed: seed)
        harness.reset(seed: seed)
        func interesting(_ numbers: inout RandomNumbers) -> UInt64 {
            let base: UInt64 = constants.isEmpty ? 0 : numbers.pick(constants)
            let high: UInt64 = numbers.chance(1, of: 4) ? numbers.next() << 32 : 0
            return [base, base, base, base &+ 1, base &- 1, ~base, base ^ 1 << (numbers.next() % 64)][numbers.below(7)]
                ^ high
        }
        for register: Register in Register.allCases {
            let value: UInt64 = numbers.chance(2, of: 3) ? interesting(&numbers) : numbers.next()
            machine[register] = .known(value)
            harness.set(register, to: value)
        }
        for field: VMCSField in fields {
            if numbers.chance(1, of: 3) { set(field, to: interesting(&numbers)) }
        }
        if let length = symbols.field(named: "VM_EXIT_INSTRUCTION_LEN"), let rip = symbols.field(named: "GUEST_RIP") {
            if numbers.chance(2, of: 3) { set(length, to: UInt64(numbers.below(15) + 1)) }
            // Where EIP wraps, or would.
            if numbers.chance(1, of: 3) {
                set(rip, to: (numbers.next() & ~0xf_ffff_ffff | 0xffff_fff0) &+ numbers.next() % 16)
            }
            if numbers.chance(1, of: 3) { set(rip, to: 0xffff_fff0 &+ numbers.next() % 16) }
        }
        if let reason { set(reasonField, to: UInt64(reason.number)) }
        for member: StateLayout.Member in members {
            for element: Int in 0..<(member.variable.count ?? 1) where numbers.chance(1, of: 2) {
                let any: UInt64 = numbers.chance(1, of: 2) ? interesting(&numbers) : numbers.next()
                let value: UInt64 = any & member.variable.type.mask
                machine[member.variable, element] = .known(value)
                harness.setState(value, width: member.variable.type.byteCount, at: offset(member, element))
            }
        }
        prepareControls(&numbers)
    }

    /// As `struct hv_controls` has them.
    private func prepareControls(_ numbers: inout RandomNumbers) {
        let layout = ControlLayout(controlWords.all)
        var bytes: [UInt8] = [UInt8](repeating: 0, count: layout.size)
        for member: ControlLayout.Member in layout.members {
            let value: UInt64 = member.size == 4 ? numbers.next() & 0xffff_ffff : numbers.next()
            machine[controls: member.word] = value
            for byte: Int in 0..<member.size {
                bytes[member.offset + byte] = UInt8(truncatingIfNeeded: value >> UInt64(8 * byte))
            }
        }
        harness.setControls(bytes)
    }

    private func set(_ field: VMCSField, to value: UInt64) {
        machine[field] = .known(value)
        harness.set(field, to: value)
    }

    private func offset(_ member: StateLayout.Member, _ element: Int) -> Int {
        member.offset + member.variable.type.byteCount * element
    }

    /// Whether the stub carried the state to its end.
    private func compareOne(
        _ handler: ResolvedHypervisor.LoweredHandler, _ program: Program
    ) throws -> Bool {
        let name: String = handler.reason.name
        if !harness.run() {
            // Against the registers and the state before the run, which the machine still has.
            try expectUntouched(name)
            try expect(
                harness.leftReason == UInt64(handler.reason.number), "\(name): C was given \(harness.leftReason)")
            try expect(
                harness.trace.allSatisfy { $0[0] == EffectKind.readField.rawValue }, "\(name): an effect, then slow")
            _ = machine.run(program)
            return false
        }
        let outcome: Outcome = machine.run(program)
        try expect(outcome == .finished(.resume), "\(name): the stub resumed, the interpreter: \(outcome)")
        try expectSameState(name)
        let expected: [[UInt64]] = stride(from: 0, to: machine.rawTrace.words.count, by: 4).map {
            Array(machine.rawTrace.words[$0..<($0 + 4)])
        }
        let found: [[UInt64]] = harness.trace
        let first: [UInt64] = [
            EffectKind.readField.rawValue, UInt64(reasonField.encoding), UInt64(handler.reason.number), 0,
        ]
        try expect(found.first == first, "\(name): the first effect is \(found.first ?? [])")
        try expect(
            StubOrder.allows(Array(found.dropFirst()), insteadOf: expected), "\(name): effects\n\(found.dropFirst())\ninstead of\n\(expected)")
        return true
    }

    private func expectUntouched(_ name: String) throws { try expectSameState("\(name), slow path") }

    private func expectSameState(_ name: String) throws {
        try expect(
            harness.stackPointer == 0, "\(name): RSP is \(Int64(bitPattern: harness.stackPointer)) from the vcpu")
        for register: Register in Register.allCases {
            if !machine[register].isKnown { continue }
            let expected: UInt64 = machine[register].bits
            let found: UInt64 = harness.value(of: register)
            try expect(
                found == expected,
                "\(name): \(register) is 0x\(String(found, radix: 16)) instead of 0x\(String(expected, radix: 16))")
        }
        for member: StateLayout.Member in members {
            for element: Int in 0..<(member.variable.count ?? 1) {
                let found: UInt64 = harness.state(width: member.variable.type.byteCount, at: offset(member, element))
                try expect(
                    found == machine[member.variable, element].bits,
                    "\(name): \(member.variable.name)[\(element)] differs")
            }
        }
    }

    private func expect(_ holds: Bool, _ message: @autoclosure () -> String) throws {
        if !holds { throw ToolFailure(description: message()) }
    }

    // MARK: Values that matter

    private static func fields(in statements: [Statement]) -> [VMCSField] {
        var found: [VMCSField] = []
        statements.forEachStatement { statement in
            switch statement.kind {
            case .readField(let field, _), .writeField(let field, _): if !found.contains(field) { found.append(field) }
            default: break
            }
        }
        return found
    }

    private static func constants(in body: [Statement], _ routines: [Routine]) -> [UInt64] {
        var found: Set<UInt64> = [0, 1, .max]
        func collect(_ statement: Statement) {
            for part: Expression in statement.expressions.flatMap(\.parts) {
                switch part {
                case .constant(let value, _): found.insert(value)
                case .shiftLeft(_, let amount), .shiftRight(_, let amount): found.insert(1 << UInt64(amount))
                default: break
                }
            }
            if case .select(_, let cases, _) = statement.kind {
                for arm: SwitchCase in cases {
                    for range: ClosedRange<UInt64> in arm.ranges {
                        found.formUnion([
                            range.lowerBound, range.upperBound,
                            range.lowerBound + (range.upperBound - range.lowerBound) / 2,
                        ])
                    }
                }
            }
        }
        body.forEachStatement(collect)
        for routine: Routine in routines { routine.body.forEachStatement(collect) }
        return found.sorted()
    }
}

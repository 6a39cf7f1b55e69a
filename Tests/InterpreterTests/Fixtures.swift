// SPDX-License-Identifier: GPL-2.0-only

import Interpreter
import VMXModel

// Testing has a SourceLocation too.
typealias Place = VMXModel.SourceLocation

let here = Place(fileID: "InterpreterTests/Fixtures.swift", line: 1)

func field(_ symbol: String, _ width: FieldWidth, _ group: FieldGroup, _ index: UInt32) -> VMCSField {
    VMCSField(
        name: symbol, symbol: symbol, width: width, group: group, index: index, existsWhen: .always, linux: .none,
        location: here)
}

let rip: VMCSField = field("GUEST_RIP", .natural, .guestState, 15)
let rsp: VMCSField = field("GUEST_RSP", .natural, .guestState, 14)
let length: VMCSField = field("VM_EXIT_INSTRUCTION_LEN", .bits32, .exitInformation, 6)
let selector: VMCSField = field("GUEST_ES_SELECTOR", .bits16, .guestState, 0)

func statement(_ kind: Statement.Kind, line: Int = 1) -> Statement {
    Statement(kind, at: Place(fileID: "Handler.swift", line: line))
}

func variable(
    _ name: String, _ type: ValueType, count: Int? = nil, initial: UInt64 = 0
) -> StateVariable {
    StateVariable(
        name: name, type: type, count: count, initial: initial, scope: .vcpu, exportName: nil, summary: name,
        location: here)
}

/// A program and a machine of its own.
struct Bench {
    let machine: Machine
    let program: Program

    init(_ body: [Statement], routines: [Routine] = [], states: [StateVariable] = [], seed: UInt64 = 1)
        throws(InterpreterError)
    {
        let symbols = SymbolTable(fields: [rip, rsp, length, selector], states: states)
        program = try Program(name: "handler", body: body, routines: routines, symbols: symbols)
        machine = Machine(symbols: symbols, seed: seed)
    }

    func run() -> Outcome { machine.run(program) }
}

let resume: Statement = statement(.finish(.resume), line: 99)

/// What an expression is worth, by way of a handler that puts it into R15.
func evaluate(_ expression: Expression, _ set: (Machine) -> Void = { _ in }) throws -> Value {
    let wide: Expression = expression.type == .u64 ? expression : .convert(expression, .u64)
    let bench = try Bench([statement(.setRegister(.r15, wide)), resume])
    set(bench.machine)
    guard bench.run() == .finished(.resume) else { throw InterpreterError("did not finish", at: here) }
    return bench.machine[.r15]
}

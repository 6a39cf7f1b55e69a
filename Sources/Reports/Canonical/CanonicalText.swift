// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// The IR as text that says what is done and nothing else: variables are numbered in the order of their first
/// use, and no source location is in it. Two bodies that differ in names and places only have the same text.
///
/// For example `v1:u64=(GUEST_CR4&~0x2000)`.
struct CanonicalText {
    private(set) var text: String = ""
    private var numbers: [Local: Int] = [:]

    init() {}

    /// The text of a whole body.
    init(of body: [Statement]) { add(body) }

    /// The text of a value; a variable that nothing has set yet gets the next number.
    mutating func value(_ expression: Expression) -> String {
        switch expression {
        case .constant(let value, _): hexadecimal(value)
        case .local(let local): name(local)
        case .register(let register): register.rawValue
        case .indexedRegister(let index): "register[\(value(index))]"
        case .field(let field): field.symbol
        case .state(let variable, let index): Self.state(variable, index.map { value($0) })
        case .enabled(let control): "enabled(\(control.id))"
        case .environment(let value): "environment.\(value.path)"
        case .capability(let msr): msr.name
        case .machine(let value): value.name
        case .not(let operand): "~\(value(operand))"
        case .binary(let op, let left, let right): "(\(value(left))\(op.rawValue)\(value(right)))"
        case .compare(let op, let left, let right): "(\(value(left))\(op.rawValue)\(value(right)))"
        case .shiftLeft(let operand, let amount): "(\(value(operand))<<\(amount))"
        case .shiftRight(let operand, let amount): "(\(value(operand))>>\(amount))"
        case .bit(let operand, let index): "bit(\(value(operand)),\(value(index)))"
        case .convert(let operand, let type): "\(type)(\(value(operand)))"
        case .select(let condition, let then, let otherwise):
            "(\(value(condition))?\(value(then)):\(value(otherwise)))"
        }
    }

    mutating func add(_ body: [Statement]) {
        for statement: Statement in body {
            text += line(statement.kind)
            text += "\n"
            for block: [Statement] in statement.blocks {
                text += "{\n"
                add(block)
                text += "}\n"
            }
        }
    }

    /// What a statement does itself; its blocks follow.
    private mutating func line(_ kind: Statement.Kind) -> String {
        switch kind {
        case .assign(let local, let value): assignment(local, self.value(value))
        case .writeField(let field, let value): "\(field.symbol)=\(self.value(value))"
        case .setRegister(let register, let value): "\(register.rawValue)=\(self.value(value))"
        case .setIndexedRegister(let index, let value): "register[\(self.value(index))]=\(self.value(value))"
        case .discard(let registers): "discard \(registers.map(\.rawValue))"
        case .setState(let variable, let index, let value):
            "\(Self.state(variable, index.map { self.value($0) }))=\(self.value(value))"
        case .addState(let variable, let index, let value):
            "\(Self.state(variable, index.map { self.value($0) }))+=\(self.value(value))"
        case .cpuid(let leaf, let subleaf, let eax, let ebx, let ecx, let edx):
            "\(results([eax, ebx, ecx, edx]))=cpuid(\(value(leaf)),\(value(subleaf)))"
        case .readMSR(let address, let value, let faulted):
            "\(results([value, faulted]))=rdmsr(\(self.value(address)))"
        case .writeMSR(let address, let value, let faulted):
            "\(results([faulted]))=wrmsr(\(self.value(address)),\(self.value(value)))"
        case .call(let native, let arguments, let locals): "\(results(locals))=\(native.name)(\(values(arguments)))"
        case .emit(let kind, let words): "emit \(kind.number)(\(values(words)))"
        case .branch(let condition, _, _): "if \(value(condition))"
        case .select(let subject, let cases, _): "switch \(value(subject)) \(cases.map { $0.ranges.map(Self.range) })"
        case .end(let disposition): "end \(end(disposition))"
        case .readField(let field, let local): assignment(local, "vmread \(field.symbol)")
        case .readIndexedRegister(let index, let local): assignment(local, "register[\(value(index))]")
        case .perform(let routine, let arguments): "perform \(routine.name)(\(values(arguments)))"
        case .finish(let action): "finish \(action.text)"
        }
    }

    private mutating func end(_ disposition: Disposition) -> String {
        switch disposition {
        case .advance: "advance"
        case .resume: "resume"
        case .inject(let event):
            "inject \(hexadecimal(event.information))(\(event.errorCode.map { value($0) } ?? ""))"
        case .injectInterrupt(let vector): "interrupt \(value(vector))"
        case .reflect: "reflect"
        case .leaveToUser(let reason): "leave \(reason.symbol)"
        case .advanceAndLeaveToUser(let reason): "advance, leave \(reason.symbol)"
        case .advanceAndStop(let reason): "advance, stop \(reason.message)"
        case .stop(let reason): "stop \(reason.message)"
        case .fatal(let reason): "fatal \(reason.message)"
        }
    }

    private mutating func name(_ local: Local) -> String {
        let number: Int = numbers[local] ?? numbers.count + 1
        numbers[local] = number
        return "v\(number)"
    }

    private mutating func assignment(_ local: Local, _ value: String) -> String {
        "\(name(local)):\(local.type)=\(value)"
    }

    private mutating func results(_ locals: [Local]) -> String {
        locals.map { "\(name($0)):\($0.type)" }.joined(separator: ",")
    }

    private mutating func values(_ expressions: [Expression]) -> String {
        expressions.map { value($0) }.joined(separator: ",")
    }

    static func range(_ range: ClosedRange<UInt64>) -> String {
        range.lowerBound == range.upperBound
            ? hexadecimal(range.lowerBound) : "\(hexadecimal(range.lowerBound))-\(hexadecimal(range.upperBound))"
    }

    private static func state(_ variable: StateVariable, _ index: String?) -> String {
        "\(variable.scope.rawValue).\(variable.name)" + (index.map { "[\($0)]" } ?? "")
    }
}

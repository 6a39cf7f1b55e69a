// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Turns lowered IR into C statements.
struct StatementTranslator {
    let expressions: ExpressionTranslator
    /// The C constant of a stop or fatal reason.
    let reasonName: (StopReason) -> String

    func translate(_ statements: [Statement]) -> [CStatement] {
        var result: [CStatement] = []
        for (position, statement) in statements.enumerated() {
            // A guard: what follows it does not have to stand in an else.
            if case .branch(let condition, let then, let otherwise) = statement.kind,
                then.endsEveryPath, !otherwise.isEmpty
            {
                result.append(.ifElse(expressions.translate(condition), translate(then), []))
                result += translate(otherwise)
                if otherwise.endsEveryPath { return result }
                return result + translate(Array(statements[(position + 1)...]))
            }
            if case .discard = statement.kind { continue }
            result.append(translate(statement))
            if statement.endsEveryPath { return result }
        }
        return result
    }

    private func translate(_ statement: Statement) -> CStatement {
        func value(_ expression: Expression) -> CExpression { expressions.translate(expression) }
        func address(_ local: Local) -> CExpression { .atom("&" + CName.snake(local.name)) }
        switch statement.kind {
        case .assign(let local, let expression):
            return .assign(CName.snake(local.name), value(expression))
        case .readField(let field, let local):
            return .expression(.call(CName.read(field), [address(local)]))
        case .writeField(let field, let expression):
            return .expression(.call(CName.write(field), [value(expression)]))
        case .setRegister(let register, let expression):
            return .assign("regs->\(register.rawValue)", widened(expression))
        case .discard:
            preconditionFailure("a register that is given up is left alone")
        case .readIndexedRegister(let index, let local):
            return .assign(
                CName.snake(local.name), .call("hv_read_register", [.atom("vcpu"), value(index)]))
        case .setIndexedRegister(let index, let expression):
            return .expression(.call("hv_write_register", [.atom("vcpu"), value(index), value(expression)]))
        case .setState(let variable, let index, let expression):
            return .assign(expressions.place(of: variable, index), value(expression))
        case .addState(let variable, let index, let amount):
            return add(expressions.place(of: variable, index), variable, amount)
        case .cpuid(let leaf, let subleaf, let eax, let ebx, let ecx, let edx):
            return .expression(
                .call("hvp_cpuid", [value(leaf), value(subleaf)] + [eax, ebx, ecx, edx].map(address)))
        case .readMSR(let msr, let result, let faulted):
            return .assign(CName.snake(faulted.name), .call("hvp_rdmsr", [value(msr), address(result)]))
        case .writeMSR(let msr, let content, let faulted):
            return .assign(CName.snake(faulted.name), .call("hvp_wrmsr", [value(msr), value(content)]))
        case .call(let native, let arguments, let results):
            return .expression(
                .call(CName.native(native), [.atom("vcpu")] + arguments.map(value) + results.map(address)))
        case .emit(let event, let words):
            let padding = [CExpression](repeating: .atom("0"), count: 4 - words.count)
            return .expression(
                .call("hv_emit", [.atom("vcpu"), .atom("HVCORE_EVENT_" + event.symbol)] + words.map(value) + padding))
        case .branch(let condition, let then, let otherwise):
            return .ifElse(value(condition), translate(then), translate(otherwise))
        case .select(let subject, let cases, let otherwise):
            let arms: [CCase] = cases.map { CCase(labels: $0.ranges.map(label), body: translate($0.body)) }
            return .switchOn(value(subject), arms, translate(otherwise))
        case .perform(let routine, let arguments):
            let call: CExpression = .call(
                CName.routine(routine),
                (routine.needsVCPU ? [.atom("vcpu")] : []) + arguments.map { eventName($0) ?? value($0) })
            return routine.endsPath ? .returnValue(call) : .expression(call)
        case .finish(let action):
            return .returnValue(self.action(action))
        case .end:
            preconditionFailure("lowering leaves no disposition")
        }
    }

    /// The interruption information of a hardware exception, by its vector.
    private func eventName(_ argument: Expression) -> CExpression? {
        guard argument.type == .u32, let information = argument.constantValue else { return nil }
        switch information & ~0xff {
        case 0x8000_0300: return .call("HV_EXCEPTION", [.atom(String(information & 0xff))])
        case 0x8000_0b00: return .call("HV_EXCEPTION_WITH_CODE", [.atom(String(information & 0xff))])
        default: return nil
        }
    }

    private func label(_ range: ClosedRange<UInt64>) -> String {
        func number(_ value: UInt64) -> String { value < 10 ? String(value) : CName.hexadecimal(value) }
        let low: String = number(range.lowerBound)
        return range.count == 1 ? low : low + " ... " + number(range.upperBound)
    }

    /// A register takes 64 bits; C widens an unsigned 32-bit value by itself.
    private func widened(_ expression: Expression) -> CExpression {
        if case .convert(let inner, .u64) = expression, inner.type == .u32 { return expressions.translate(inner) }
        return expressions.translate(expression)
    }

    private func add(_ place: String, _ variable: StateVariable, _ amount: Expression) -> CStatement {
        if variable.scope == .vm {
            return .expression(.call("hvp_atomic_add", [.atom("&" + place), expressions.translate(amount)]))
        }
        return amount.constantValue == 1 ? .increment(place) : .add(place, expressions.translate(amount))
    }

    func action(_ action: ExitAction) -> CExpression {
        switch action {
        case .resume:
            .atom("HV_ACTION_RESUME")
        case .stop(let reason):
            .call("HV_ACTION", [.atom("HV_ACTION_STOP"), .atom(reasonName(reason))])
        case .fatal(let reason):
            .call("HV_ACTION", [.atom("HV_ACTION_FATAL"), .atom(reasonName(reason))])
        case .leaveToUser(let reason):
            .call("HV_ACTION", [.atom("HV_ACTION_USER"), .atom("HVCORE_USER_" + reason.symbol)])
        }
    }
}

extension Routine {
    /// Whether it touches more than the current VMCS.
    var needsVCPU: Bool {
        var found = false
        body.forEachStatement { statement in
            for expression: Expression in statement.expressions {
                expression.forEach { part in
                    switch part {
                    case .register, .indexedRegister, .state, .enabled: found = true
                    default: break
                    }
                }
            }
            switch statement.kind {
            case .setRegister, .setIndexedRegister, .setState, .addState, .call, .emit, .perform: found = true
            default: break
            }
        }
        return found
    }
}

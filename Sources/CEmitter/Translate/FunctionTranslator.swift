// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Makes a C function of lowered IR: finds out which declarations it needs.
struct FunctionTranslator {
    let statements: StatementTranslator
    /// Prefix of the structures of declared state, for example `observer`.
    let stateOwner: String

    func function(
        name: String, summary: String, qualifiers: String, returnType: String, returns: String?,
        parameters: [Local] = [], parameterSummaries: [String] = [],
        extra: [CFunction.Parameter] = [], isSetup: Bool = false,
        takesVCPU: Bool = true, body: [Statement]
    ) -> CFunction {
        let vcpu = CFunction.Parameter(
            declaration: "struct hv_vcpu *vcpu", name: "vcpu",
            summary: isSetup ? "the vcpu that is set up" : "the vcpu whose guest exited")
        let own: [CFunction.Parameter] = zip(parameters, parameterSummaries).map { local, summary in
            let name: String = CName.snake(local.name)
            return CFunction.Parameter(
                declaration: "\(CName.type(local.type)) \(name)", name: name, summary: summary)
        }
        precondition(own.count == parameters.count, "\(name): a parameter has no summary")
        return CFunction(
            qualifiers: qualifiers, returnType: returnType, name: name, summary: summary,
            parameters: (takesVCPU ? [vcpu] : []) + extra + own, returns: returns,
            declarations: declarations(for: body, except: parameters), body: statements.translate(body))
    }

    /// Pointers to what the body touches, then its variables by width, wide ones first.
    private func declarations(for body: [Statement], except parameters: [Local]) -> [String] {
        var usesRegisters = false
        var scopes: Set<StateVariable.Scope> = []
        var locals: [Local] = []
        body.forEachStatement { statement in
            for expression: Expression in statement.expressions {
                expression.forEach { part in
                    if case .register = part { usesRegisters = true }
                    if case .state(let variable, _) = part { scopes.insert(variable.scope) }
                }
            }
            switch statement.kind {
            case .setRegister: usesRegisters = true
            case .setState(let variable, _, _), .addState(let variable, _, _): scopes.insert(variable.scope)
            default: break
            }
            for local: Local in statement.assignedLocals where !locals.contains(local) && !parameters.contains(local) {
                locals.append(local)
            }
        }
        var result: [String] = []
        if scopes.contains(.vcpu) {
            result.append("struct \(stateOwner)_vcpu_state *state = hv_vcpu_state(vcpu)")
        }
        if scopes.contains(.cpu) { result.append("struct \(stateOwner)_cpu_state *cpu_state = vcpu->cpu_state") }
        if scopes.contains(.vm) { result.append("struct \(stateOwner)_vm_state *vm_state = vcpu->vm_state") }
        if usesRegisters { result.append("struct hv_regs *regs = &vcpu->regs") }
        for type: ValueType in [.u64, .u32, .u16, .u8, .bool] {
            let names: [String] = locals.filter { $0.type == type }.map { CName.snake($0.name) }
            result += Self.wrapped(CName.type(type), names)
        }
        return result
    }

    /// `u64 a, b` as often as it takes for no line to be too long.
    private static func wrapped(_ type: String, _ names: [String]) -> [String] {
        var lines: [String] = []
        for name: String in names {
            if let last = lines.last, last.count + name.count + 2 <= CPrinter.width - 9 {
                lines[lines.count - 1] = last + ", " + name
            } else {
                lines.append("\(type) \(name)")
            }
        }
        return lines
    }
}

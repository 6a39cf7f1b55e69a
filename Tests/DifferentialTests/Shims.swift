// SPDX-License-Identifier: GPL-2.0-only

import Interpreter
import VMXModel

/// C for the functions of the runtime that handlers call: each tells the simulated
/// machine, and answers what that says. `runtime.h` is included, so that a
/// declaration in Swift that differs from the kernel's does not compile.
enum Shims {
    static func text(_ model: ResolvedModel) -> String {
        var natives: [Native] = []
        var reasons: [String] = []
        for statement: Statement in allStatements(of: model) {
            switch statement.kind {
            case .call(let native, _, _):
                if !natives.contains(native) { natives.append(native) }
            case .finish(.leaveToUser(let reason)):
                if !reasons.contains(reason.symbol) { reasons.append(reason.symbol) }
            default: break
            }
        }
        var lines: [String] = [
            "#include \"driver.h\"", "#include \"runtime.h\"", "#include \"sim.h\"", "#include \"uapi/hvcore.h\"", "",
            "void hv_emit(struct hv_vcpu *vcpu, u16 kind, u64 a, u64 b, u64 c, u64 d)",
            "{", "\tsim_emit(kind, a, b, c, d);", "}", "", "void driver_print_user_reasons(void)", "{",
        ]
        for reason: String in reasons { lines.append("\tprintf(\"\(reason) %u\\n\", (u32)HVCORE_USER_\(reason));") }
        lines += ["}", ""]
        return (lines + natives.flatMap(shim)).joined(separator: "\n") + "\n"
    }

    private static func allStatements(of model: ResolvedModel) -> [Statement] {
        var result: [Statement] = []
        for hypervisor: ResolvedHypervisor in model.hypervisors {
            for handler: ResolvedHypervisor.LoweredHandler in hypervisor.handlers {
                handler.body.forEachStatement { result.append($0) }
            }
            hypervisor.setup.forEachStatement { result.append($0) }
        }
        for routine: Routine in model.routines { routine.body.forEachStatement { result.append($0) } }
        return result
    }

    private static func shim(_ native: Native) -> [String] {
        var parameters: [String] = ["struct hv_vcpu *vcpu"]
        for (index, parameter) in native.parameters.enumerated() { parameters.append("\(parameter.type) p\(index)") }
        for (index, result) in native.results.enumerated() { parameters.append("\(result.type) *r\(index)") }
        let words: String = native.parameters.indices.map { "p\($0)" }.joined(separator: ", ")
        var lines: [String] = ["void \(native.cName)(\(parameters.joined(separator: ", ")))", "{"]
        // An array of no elements is no C.
        lines.append("\tu64 arguments[] = { \(words.isEmpty ? "0" : words) };")
        lines += ["", "\tsim_native(sim_native_id(\"\(native.cName)\"), arguments, \(native.parameters.count));"]
        for (index, result) in native.results.enumerated() {
            lines.append("\t*r\(index) = sim_native_result(\(index), \(result.type.bits));")
        }
        return lines + ["}", ""]
    }
}

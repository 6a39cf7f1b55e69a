// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// The routines that dispositions are lowered to, as inline functions.
struct DispositionFile {
    let model: ResolvedModel

    /// The reasons that are the same in every hypervisor, in the order of their numbers.
    var commonReasons: [StopReason] {
        var found: [StopReason] = [.noHandler]
        for routine: Routine in model.routines {
            routine.body.forEachStatement { statement in
                switch statement.kind {
                case .finish(.stop(let reason)), .finish(.fatal(let reason)):
                    if !found.contains(reason) { found.append(reason) }
                default: break
                }
            }
        }
        return found
    }

    static func constant(_ reason: StopReason) -> String { "HV_REASON_" + CName.constant(reason.message) }

    var files: [OutputFile] {
        var printer = CPrinter()
        printer.lines(Banner.header("Spec/Architecture/Dispositions.swift"))
        printer.lines([
            "#ifndef HV_ARCH_DISPOSITIONS_H", "#define HV_ARCH_DISPOSITIONS_H", "", "#include \"vcpu.h\"",
            "#include \"arch/vmcs_access.h\"", "",
            "/* Reasons to give the processor back that every hypervisor has. */", "enum {",
        ])
        printer.indented { printer in
            for (index, reason) in commonReasons.enumerated() {
                printer.line("\(Self.constant(reason)) = \(index + 1),")
            }
        }
        printer.lines([
            "};", "", "/* Interruption information of a hardware exception, without and with an error code. */",
            "#define HV_EXCEPTION(vector)\t\t(0x80000300u | (vector))",
            "#define HV_EXCEPTION_WITH_CODE(vector)\t(0x80000b00u | (vector))", "",
        ])
        printRegisterAccess(&printer)
        let functions = FunctionTranslator(
            statements: StatementTranslator(
                expressions: ExpressionTranslator { String($0) }, reasonName: Self.constant), stateOwner: "")
        for routine: Routine in model.routines {
            printer.line()
            printer.print(
                functions.function(
                    name: CName.routine(routine), summary: routine.summary, qualifiers: "static __always_inline",
                    returnType: routine.endsPath ? "hv_action_t" : "void",
                    returns: routine.endsPath ? "what the exit path does next" : nil,
                    parameters: routine.parameters, parameterSummaries: routine.parameterSummaries,
                    takesVCPU: routine.needsVCPU,
                    body: routine.body))
        }
        printer.lines(["", "#endif /* HV_ARCH_DISPOSITIONS_H */"])
        return [OutputFile(path: "arch/dispositions.h", text: printer.finish())]
    }

    /// Registers by number: RSP is number 4 and lives in the VMCS.
    private func printRegisterAccess(_ printer: inout CPrinter) {
        let vcpu = CFunction.Parameter(
            declaration: "struct hv_vcpu *vcpu", name: "vcpu", summary: "the vcpu whose guest exited")
        let number = CFunction.Parameter(
            declaration: "u8 number", name: "number", summary: "the processor's number of the register")
        printer.print(
            CFunction(
                qualifiers: "static __always_inline", returnType: "u64", name: "hv_read_register",
                summary: "read a guest register by number", parameters: [vcpu, number],
                returns: "the register's 64 bits", declarations: ["u64 rsp"],
                body: [
                    .ifElse(
                        .binary(.atom("number"), "!=", .atom("4")),
                        [.returnValue(.atom("vcpu->regs.gpr[number & 15]"))], []),
                    .expression(.call("hv_read_guest_rsp", [.atom("&rsp")])),
                    .returnValue(.atom("rsp")),
                ]))
        printer.line()
        printer.print(
            CFunction(
                qualifiers: "static __always_inline", returnType: "void", name: "hv_write_register",
                summary: "write a guest register by number",
                parameters: [
                    vcpu, number,
                    CFunction.Parameter(declaration: "u64 value", name: "value", summary: "its new 64 bits"),
                ],
                returns: nil, declarations: [],
                body: [
                    .ifElse(
                        .binary(.atom("number"), "==", .atom("4")),
                        [.expression(.call("hv_write_guest_rsp", [.atom("value")]))],
                        [.assign("vcpu->regs.gpr[number & 15]", .atom("value"))])
                ]))
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// One hypervisor: its declared state, its handlers, its tables and its entry.
struct HypervisorFiles {
    let model: ResolvedModel
    let hypervisor: ResolvedHypervisor
    /// The spec's path below the package.
    let source: String

    private var name: String { hypervisor.name }
    private var common: [StopReason] { DispositionFile(model: model).commonReasons }

    var files: [OutputFile] {
        var all: [OutputFile] = [
            OutputFile(path: "hypervisors/\(name).h", text: header),
            OutputFile(path: "hypervisors/\(name).c", text: implementation),
        ]
        if hypervisor.description.mode == .runningSystem {
            all.append(OutputFile(path: "hypervisors/\(name)_exit.S", text: entry))
        }
        return all
    }

    // MARK: Header

    private var header: String {
        var printer = CPrinter()
        let guardName: String = "HV_HYPERVISORS_\(name.uppercased())_H"
        printer.lines(Banner.header(source))
        printer.lines(["#ifndef \(guardName)", "#define \(guardName)", "", "#include \"profile.h\""])
        let layout = StateLayout(hypervisor.description.states)
        for scope: StateVariable.Scope in StateVariable.Scope.allCases {
            let members: [StateLayout.Member] = layout.members(of: scope)
            if members.isEmpty { continue }
            printer.line()
            structure(scope, members, layout.size(of: scope), &printer)
        }
        if !hypervisor.description.hypercalls.isEmpty {
            printer.section("Hypercalls: RAX number and result; RCX and RDX arguments, and anything afterwards")
            for call: Hypercall in hypervisor.description.hypercalls {
                let constant: String = "\(name.uppercased())_HYPERCALL_" + CName.snake(call.name).uppercased()
                printer.line(
                    CPrinter.column("#define \(constant)", CName.hexadecimal(UInt64(call.number), digits: 8), at: 48))
            }
        }
        printer.lines([
            "", "extern const struct hv_profile hv_profile_\(name);", "",
            "hv_action_t \(name)_handle_exit(struct hv_vcpu *vcpu, u32 reason);",
        ])
        if hypervisor.description.mode == .runningSystem { printer.line("void \(name)_exit_entry(void);") }
        let called: [ExitReason] = directlyCalled
        if !called.isEmpty { printer.lines(["", "/* Called by \(name)_exit_entry(). */"]) }
        for reason: ExitReason in called {
            printer.line("hv_action_t \(Self.functionName(name, reason))(struct hv_vcpu *vcpu);")
        }
        printer.lines(["", "#endif /* \(guardName) */"])
        return printer.finish()
    }

    private func structure(
        _ scope: StateVariable.Scope, _ members: [StateLayout.Member], _ size: Int, _ printer: inout CPrinter
    ) {
        let type: String = "\(name)_\(scope.rawValue)_state"
        printer.line("/**")
        printer.line(" * struct \(type) - what \(name) keeps for each \(scope.rawValue)")
        for member: StateLayout.Member in members {
            printer.line(" * @\(CName.snake(member.variable.name)): \(member.variable.summary)")
        }
        printer.line(" */")
        printer.line("struct \(type) {")
        printer.indented { printer in
            for member: StateLayout.Member in members {
                let count: String = member.variable.count.map { "[\($0)]" } ?? ""
                printer.line(
                    "\(CName.type(member.variable.type)) \(CName.snake(member.variable.name))\(count);")
            }
        }
        printer.lines(["};", ""])
        for member: StateLayout.Member in members {
            printer.line("static_assert(offsetof(struct \(type),")
            printer.line(
                "\t\t       \(CName.snake(member.variable.name))) == \(CName.hexadecimal(UInt64(member.offset))));")
        }
    }

    // MARK: Source

    private func reasonName(_ reason: StopReason) -> String {
        common.contains(reason)
            ? DispositionFile.constant(reason) : "\(name.uppercased())_" + CName.constant(reason.message)
    }

    private var expressions: ExpressionTranslator {
        let names: [UInt64: String] = Dictionary(
            model.architecture.exitReasons.map { (UInt64($0.number), ExitReasonFiles.constant($0)) },
            uniquingKeysWith: { first, _ in first })
        return ExpressionTranslator { names[$0] ?? String($0) }
    }

    private var implementation: String {
        var printer = CPrinter()
        printer.lines(Banner.source(source))
        printer.lines([
            "#include \"hypervisors/\(name).h\"", "#include \"runtime.h\"", "#include \"arch/controls.h\"",
            "#include \"arch/dispositions.h\"", "#include \"arch/exit_reasons.h\"",
            "#include \"arch/vmcs_access.h\"", "#include \"uapi/hvcore.h\"", "",
        ])
        reasons(&printer)
        let functions = FunctionTranslator(
            statements: StatementTranslator(expressions: expressions, reasonName: reasonName), stateOwner: name)
        let called: Set<String> = Set(directlyCalled.map(\.symbol))
        for handler: ResolvedHypervisor.LoweredHandler in hypervisor.handlers {
            printer.print(
                functions.function(
                    name: Self.functionName(name, handler.reason),
                    summary: "\(handler.reason.name) (exit reason \(handler.reason.number))",
                    qualifiers: called.contains(handler.reason.symbol) ? "noinstr" : "static noinstr",
                    returnType: "hv_action_t", returns: "what the exit path does next", body: handler.body))
            printer.line()
        }
        printer.print(dispatch)
        printer.line()
        printer.print(
            functions.function(
                name: "\(name)_setup_vmcs", summary: "write every field of the current VMCS",
                qualifiers: "static", returnType: "void", returns: nil,
                extra: [
                    CFunction.Parameter(
                        declaration: "const struct hv_environment *env", name: "env",
                        summary: "the CPU as it is, and the root environment")
                ],
                isSetup: true, body: hypervisor.setup))
        printer.line()
        tables(&printer)
        return printer.finish()
    }

    /// Handlers whose C the exit path calls by name.
    private var directlyCalled: [ExitReason] {
        if hypervisor.description.mode != .runningSystem { return [] }
        let routines: [String: Routine] = Dictionary(
            model.routines.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        return hypervisor.handlers
            .filter { $0.form == .c && HandlerCall(of: $0, routines: routines) != .dispatched }.map(\.reason)
    }

    static func functionName(_ owner: String, _ reason: ExitReason) -> String {
        owner + "_" + reason.symbol.lowercased().replacingPrefix("exit_reason_", "")
    }

    private func reasons(_ printer: inout CPrinter) {
        let own: [StopReason] = hypervisor.stopReasons.filter { !common.contains($0) }
        if !own.isEmpty {
            printer.lines(["/* Why \(name) gives the processor back. */", "enum {"])
            printer.indented { printer in
                for reason: StopReason in own {
                    printer.line("\(reasonName(reason)) = \(hypervisor.stopReasons.firstIndex(of: reason)! + 1),")
                }
            }
            printer.lines(["};", ""])
        }
    }

    /// The dispatch: entry failures apart, since they use the same numbers with bit 31 set.
    private var dispatch: CFunction {
        func arm(_ handler: ResolvedHypervisor.LoweredHandler) -> CCase {
            CCase(
                labels: [ExitReasonFiles.constant(handler.reason)],
                body: [.returnValue(.call(Self.functionName(name, handler.reason), [.atom("vcpu")]))])
        }
        let unexpected: CStatement = .returnValue(
            .call("HV_ACTION", [.atom("HV_ACTION_FATAL"), .atom(DispositionFile.constant(.noHandler))]))
        let failures: [CCase] = hypervisor.handlers.filter { $0.reason.kind == .entryFailure }.map(arm)
        let exits: [CCase] = hypervisor.handlers.filter { $0.reason.kind != .entryFailure }.map(arm)
        let basic: CExpression = .cast("u16", .atom("reason"))
        return CFunction(
            qualifiers: "noinstr", returnType: "hv_action_t", name: "\(name)_handle_exit",
            summary: "handle an exit of the current VMCS",
            parameters: [
                CFunction.Parameter(
                    declaration: "struct hv_vcpu *vcpu", name: "vcpu", summary: "the vcpu whose guest exited"),
                CFunction.Parameter(declaration: "u32 reason", name: "reason", summary: "the exit reason, all of it"),
            ],
            returns: "what the exit path does next", declarations: [],
            body: [
                .ifElse(
                    .call("unlikely", [.binary(.atom("reason"), "&", .atom("HV_EXIT_REASON_ENTRY_FAILED"))]),
                    [.switchOn(basic, failures, [unexpected])], []),
                .switchOn(basic, exits, [unexpected]),
            ])
    }

    // MARK: Tables

    private func tables(_ printer: inout CPrinter) {
        let description: HypervisorDescription = hypervisor.description
        table("hv_control_request", "controls", description.controls.map(control), &printer)
        table("hv_msr_intercept", "msr_intercepts", description.msrRules.map(intercept), &printer)
        let layout = StateLayout(description.states)
        let variables: [[String]] = StateVariable.Scope.allCases.flatMap(layout.members).map(variable)
        table("hv_state_variable", "variables", variables, &printer)
        printer.line("static const char *const \(name)_stop_reasons[] = {")
        printer.indented { printer in
            for reason: StopReason in hypervisor.stopReasons {
                printer.line("[\(reasonName(reason))] =")
                printer.line("\t\"\(reason.message)\",")
            }
        }
        printer.lines(["};", "", "const struct hv_profile hv_profile_\(name) = {"])
        printer.indented { printer in
            printer.line(".name = \"\(name)\",")
            printer.line(".summary = \"\(description.summary)\",")
            printer.line(
                ".mode = \(description.mode == .runningSystem ? "HV_MODE_RUNNING_SYSTEM" : "HV_MODE_GUEST"),")
            if description.isTestOnly { printer.line(".test_only = true,") }
            for scope: StateVariable.Scope in StateVariable.Scope.allCases
            where !layout.members(of: scope).isEmpty {
                printer.line(".\(scope.rawValue)_state_size =")
                printer.line("\tsizeof(struct \(name)_\(scope.rawValue)_state),")
            }
            for (member, isEmpty) in [
                ("controls", description.controls.isEmpty), ("msr_intercepts", description.msrRules.isEmpty),
                ("variables", variables.isEmpty), ("stop_reasons", false),
            ] where !isEmpty {
                printer.line(".\(member) = \(name)_\(member),")
                printer.line(".nr_\(member) = ARRAY_SIZE(\(name)_\(member)),")
            }
            if description.mode == .runningSystem { printer.line(".exit_entry = \(name)_exit_entry,") }
            printer.line(".handle_exit = \(name)_handle_exit,")
            printer.line(".setup_vmcs = \(name)_setup_vmcs,")
        }
        printer.line("};")
    }

    private func table(_ type: String, _ member: String, _ rows: [[String]], _ printer: inout CPrinter) {
        if rows.isEmpty { return }
        printer.line("static const struct \(type) \(name)_\(member)[] = {")
        printer.indented { printer in
            for row: [String] in rows {
                printer.line("{")
                printer.indented { $0.lines(row.map { $0 + "," }) }
                printer.line("},")
            }
        }
        printer.lines(["};", ""])
    }

    private func control(_ request: ControlRequest) -> [String] {
        var row: [String] = [
            ".word = \(ControlFiles.wordName(request.control.id.word))",
            ".bit = \(CName.control(request.control))_BIT",
        ]
        switch request.level {
        case .required: row.append(".level = HV_CONTROL_REQUIRED")
        case .preferred: row.append(".level = HV_CONTROL_PREFERRED")
        case .whenCPUID(let feature):
            row += [
                ".level = HV_CONTROL_WHEN_CPUID", ".cpuid_leaf = \(CName.hexadecimal(UInt64(feature.leaf)))",
                ".cpuid_subleaf = \(feature.subleaf)",
                ".cpuid_register = HV_\(feature.register.rawValue.uppercased())", ".cpuid_bit = \(feature.bit)",
            ]
        }
        return row
    }

    private func intercept(_ rule: MSRRule) -> [String] {
        let accesses: [String] = MSRAccess.allCases.filter(rule.accesses.contains)
            .map { $0 == .read ? "HV_MSR_READ" : "HV_MSR_WRITE" }
        return [
            "/* \(rule.name) */\n\t\t.first = \(CName.hexadecimal(UInt64(rule.range.lowerBound)))",
            ".last = \(CName.hexadecimal(UInt64(rule.range.upperBound)))",
            ".accesses = \(accesses.joined(separator: " | "))",
        ]
    }

    private func variable(_ member: StateLayout.Member) -> [String] {
        let variable: StateVariable = member.variable
        var row: [String] = []
        if let exported = variable.exportName { row.append(".name = \"\(exported)\"") }
        row += [
            ".scope = HV_STATE_\(variable.scope.rawValue.uppercased())", ".size = \(variable.type.byteCount)",
            ".offset = offsetof(struct \(name)_\(variable.scope.rawValue)_state,\n\t\t\t\t   \(CName.snake(variable.name)))",
            ".count = \(variable.count ?? 1)",
        ]
        if variable.initial != 0 { row.append(".initial = \(CName.hexadecimal(variable.initial))") }
        if variable.indexMeaning == .exitReason { row.append(".by_exit_reason = true") }
        return row
    }

    // MARK: Entry

    private var entry: String {
        do throws(StubFailure) {
            return try StubFile(model: model, hypervisor: hypervisor, source: source).text()
        } catch {
            // Whoever prints has asked for `StubCompiler.diagnostics(for:)` before.
            preconditionFailure(error.description)
        }
    }
}

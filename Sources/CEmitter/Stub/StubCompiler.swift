// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Compiles what stands between a VM exit and the C of a hypervisor: the
/// comparisons of the exit reason, and the handlers that are stubs.
///
///     VM exit ─▶ comparisons of the reason ─▶ stub ─────▶ VMRESUME
///                        │        │             │ before any effect
///                        │        └─▶ C handler │
///                        └────────▶ C dispatch ◀┘
///
/// What comes out holds no RET, no indirect branch, and reaches no memory but the
/// vcpu's own at fixed distances from RSP.
public struct StubCompiler {
    public let model: ResolvedModel
    public let hypervisor: ResolvedHypervisor

    public init(model: ResolvedModel, hypervisor: ResolvedHypervisor) {
        self.model = model
        self.hypervisor = hypervisor
    }

    /// What is wrong with stubs anywhere in the model, sorted by place: to be asked for before
    /// anything is printed.
    public static func diagnostics(for model: ResolvedModel) -> [Diagnostic] {
        model.hypervisors.compactMap { hypervisor -> Diagnostic? in
            do throws(StubFailure) {
                _ = try StubCompiler(model: model, hypervisor: hypervisor).compile()
                return nil
            } catch {
                return error.diagnostic
            }
        }.sorted()
    }

    /// The program: nothing but the reading of the exit reason when every handler is for the C dispatch.
    public func compile() throws(StubFailure) -> StubProgram {
        try StubProgramMemory.shared.program(StubProgramMemory.Key(model, hypervisor), compileAnew)
    }

    private func compileAnew() throws(StubFailure) -> StubProgram {
        let stubs: [Stub] = try selectedStubs()
        let (register, found): (Register, [String: StubSearch.Result]) = try bestRegister(for: stubs)
        var compiled: [StubSearch.Result] = []
        for stub: Stub in stubs {
            if let result = found[stub.handler.reason.symbol] {
                compiled.append(result)
            } else {
                let search: StubSearch = search(stub, register)
                compiled.append(try isBusy(stub) ? search.best(for: stub.graph) : search.plain(stub.graph))
            }
        }

        let routines: [String: Routine] = Dictionary(
            model.routines.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let others: [(handler: ResolvedHypervisor.LoweredHandler, call: HandlerCall)] =
            hypervisor.handlers.filter { $0.form == .c }.map { ($0, HandlerCall(of: $0, routines: routines)) }
        let called: [(handler: ResolvedHypervisor.LoweredHandler, call: HandlerCall)] =
            others.filter { $0.call != .dispatched }
        let handlers: [ResolvedHypervisor.LoweredHandler] =
            (stubs.map(\.handler) + called.map(\.handler)).sorted { $0.reason.number < $1.reason.number }
        let tree: DispatchTree = DispatchSearch.best(
            for: handlers.map { DispatchTree.Entry(number: $0.reason.number, rate: $0.rate) })
        let ways: [[AssemblyInstruction]] = tree.ways(of: handlers.count, register)
        let waysBySymbol: [String: [AssemblyInstruction]] = Dictionary(
            uniqueKeysWithValues: zip(handlers.map(\.reason.symbol), ways))
        func way(to reason: ExitReason) -> [AssemblyInstruction]? { waysBySymbol[reason.symbol] }

        let stubPositions: [String: Int] = Dictionary(
            uniqueKeysWithValues: zip(stubs.map(\.handler.reason.symbol), stubs.indices))
        let calls: [String: HandlerCall] = Dictionary(
            uniqueKeysWithValues: called.map { ($0.handler.reason.symbol, $0.call) })
        let bodies: [(reason: ExitReason, lines: (Bool) -> [String])] = handlers.map { handler in
            if let position = stubPositions[handler.reason.symbol] {
                let allocator: TraceAllocator = compiled[position].allocator
                return (
                    handler.reason,
                    { isLabelled in
                        StubPrinter(
                            blocks: allocator.blocks, aliases: allocator.aliases, owner: hypervisor.name,
                            isEntered: isLabelled
                        ).lines
                    }
                )
            }
            let call: HandlerCall = calls[handler.reason.symbol]!
            return (handler.reason, { isLabelled in self.lines(handler, call, register, isLabelled) })
        }
        let lines: [String] =
            arrival(register).map { StubPrinter.line($0) }
            + DispatchLines(owner: hypervisor.name, register: register, handlers: bodies).lines(tree)
        let check = StubMemoryCheck(
            layout: StateLayout(hypervisor.description.states), vcpu: VCPULayout(model.architecture))
        if let violation = check.violations(in: lines).first {
            throw StubFailure(
                message: violation.description, location: hypervisor.description.location, handler: hypervisor.name)
        }
        return StubProgram(
            lines: lines,
            reasonRegister: register,
            pathLengths: zip(stubs, compiled).map { stub, result in
                StubPaths(reason: stub.handler.reason, allocator: result.allocator)
                    .path(dispatch: way(to: stub.handler.reason)!.count)
            },
            costs: zip(stubs, compiled).compactMap { stub, result in
                StubWays(of: result.allocator).cost(after: explainedArrival(register) + way(to: stub.handler.reason)!)
            },
            calls: others.map { handler, call in
                CallPath(
                    reason: handler.reason, call: call, dispatch: way(to: handler.reason)?.count,
                    comparisons: way(to: handler.reason)?.filter(\.isConditionalJump).count)
            })
    }

    // MARK: Stubs

    private struct Stub {
        let handler: ResolvedHypervisor.LoweredHandler
        let graph: StubGraph
        let slow: Int
    }

    private func selectedStubs() throws(StubFailure) -> [Stub] {
        let coverage = StubCoverage(model)
        let controls = ControlLayout(model.architecture.controlWords)
        let layout = StateLayout(hypervisor.description.states)
        var result: [Stub] = []
        for handler: ResolvedHypervisor.LoweredHandler in hypervisor.handlers where handler.form == .stub {
            var selector = StubSelector(
                coverage: coverage, layout: layout, controls: controls, at: handler.location)
            try selector.select(handler, owner: hypervisor.name)
            result.append(Stub(handler: handler, graph: selector.graph.simplified(), slow: selector.slow))
        }
        return result
    }

    private func search(_ stub: Stub, _ register: Register) -> StubSearch {
        let name: String = hypervisor.name
        return StubSearch(slow: stub.slow, first: register) {
            StubFailure(message: $0, location: $1, handler: name)
        }
    }

    /// The register that is freed before anything is known decides what each stub has to store: the one with which
    /// the busy exits cost least, each by its rate and the square of its length. The square keeps a long one from
    /// paying for short ones. Registers that none of them touches are all alike. With it comes what was found for the
    /// stubs that decided, by the symbol of the exit reason.
    private func bestRegister(
        for stubs: [Stub]
    ) throws(StubFailure) -> (register: Register, found: [String: StubSearch.Result]) {
        let highest: UInt32 = stubs.map(\.handler.rate).max() ?? 0
        let deciding: [Stub] = stubs.filter { isBusy($0) && $0.handler.rate >= highest / 10 }
        let touched: Set<Register> = deciding.reduce(into: []) { $0.formUnion($1.graph.registersTouched) }
        let alike: Register? = TraceAllocator.preference.first { !touched.contains($0) }
        var best: (register: Register, cost: Int, found: [String: StubSearch.Result])?
        for register: Register in TraceAllocator.preference where touched.contains(register) || register == alike {
            var cost = 0
            var found: [String: StubSearch.Result] = [:]
            for stub: Stub in deciding {
                let result: StubSearch.Result = try search(stub, register).best(for: stub.graph)
                let length: Int = StubProgram.arrival + result.instructions
                cost += Int(stub.handler.rate) * length * length
                found[stub.handler.reason.symbol] = result
            }
            if best.map({ cost < $0.cost }) ?? true { best = (register, cost, found) }
        }
        return (best!.register, best!.found)
    }

    /// What is rare is not worth the time that it takes to make it shorter.
    private func isBusy(_ stub: Stub) -> Bool { stub.handler.rate >= HandlerCall.leastRate }

    // MARK: Lines

    private func arrival(_ register: Register) -> [AssemblyInstruction] {
        [
            TraceAllocator.store(register, of: .guest(register)),
            AssemblyInstruction(
                mnemonic: "mov", operands: [.immediate("HV_VM_EXIT_REASON"), .register(register, .long)], note: ""),
            AssemblyInstruction(
                mnemonic: "HVP_VMREAD", operands: [.register(register, .quad), .register(register, .quad)], note: ""),
        ]
    }

    private func explainedArrival(_ register: Register) -> [AssemblyInstruction] {
        guard let reason = model.architecture.fields.map(\.field).first(where: { $0.symbol == "VM_EXIT_REASON" }) else {
            return arrival(register)
        }
        return arrival(register).map { instruction in
            var instruction: AssemblyInstruction = instruction
            instruction.origin = InstructionOrigin(purpose: .arrival(reason), location: nil)
            return instruction
        }
    }

    private func lines(
        _ handler: ResolvedHypervisor.LoweredHandler, _ call: HandlerCall, _ register: Register, _ isLabelled: Bool
    ) -> [String] {
        let macro: String = call == .light ? "HV_EXIT_CALL_LIGHT" : "HV_EXIT_CALL_FULL"
        let function: String = HypervisorFiles.functionName(hypervisor.name, handler.reason)
        return (isLabelled ? [".L\(hypervisor.name)_\(handler.reason.label):"] : [])
            + ["\t\(macro) \(function), \(StubFile.reasonOperands(register))"]
    }
}

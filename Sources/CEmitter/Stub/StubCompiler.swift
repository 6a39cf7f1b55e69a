// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Compiles the handlers that a hypervisor declares `as: .stub`.
///
///     VM exit ─▶ comparisons of the reason ─▶ stub ─▶ VMRESUME
///                        │                     │ before any effect
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

    /// Handlers in the order of their declaration: what is declared first is compared first.
    private var handlers: [ResolvedHypervisor.LoweredHandler] {
        let order: [ExitReason] = hypervisor.description.handlers.map(\.reason)
        return hypervisor.handlers.filter { $0.form == .stub }
            .sorted { order.firstIndex(of: $0.reason)! < order.firstIndex(of: $1.reason)! }
    }

    /// The program; nil when no handler is a stub.
    public func compile() throws(StubFailure) -> StubProgram? {
        let handlers: [ResolvedHypervisor.LoweredHandler] = handlers
        guard let field = model.architecture.fields.map(\.field).first(where: { $0.symbol == "VM_EXIT_REASON" }),
            let location = handlers.first?.location
        else { return nil }
        var selector = StubSelector(
            coverage: StubCoverage(model), layout: StateLayout(hypervisor.description.states), at: location)
        try selector.select(handlers, reasonField: field, owner: hypervisor.name)
        let name: String = hypervisor.name
        let search = StubSearch(slow: selector.slow) {
            StubFailure(message: $0, location: $1, handler: name)
        }
        let best: StubSearch.Result = try search.best(for: selector.graph.simplified())
        let printer = StubPrinter(blocks: best.allocator.blocks, aliases: best.allocator.aliases, owner: name)
        let ways = StubWays(of: best.allocator)
        return StubProgram(lines: printer.lines, pathLengths: best.paths, costs: ways.all)
    }
}

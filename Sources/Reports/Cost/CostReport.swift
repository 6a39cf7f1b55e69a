// SPDX-License-Identifier: GPL-2.0-only

import CEmitter
import VMXModel

/// The cost of every exit of some hypervisors: the part of the manifest that `hvgen cost` prints.
public struct CostReport: Encodable, Sendable {
    public struct Handler: Encodable, Sendable {
        public let exit: String
        /// For example `EXIT_REASON_CPUID`.
        public let symbol: String
        public let number: Int
        /// `c` or `stub`.
        public let form: String
        public let cost: HandlerCost
    }

    public struct Hypervisor: Encodable, Sendable {
        public let name: String
        /// The hottest first.
        public let handlers: [Handler]
    }

    /// Raised when a key changes its meaning.
    public let schema: Int = 1
    public let hypervisors: [Hypervisor]

    /// - Parameter name: of the one hypervisor to report on; nil for all.
    public init(of model: ResolvedModel, only name: String? = nil) {
        hypervisors = model.hypervisors.filter { name == nil || $0.name == name }.map { hypervisor in
            let costs: [ResolvedCost] = ResolvedCost.all(of: hypervisor, in: model)
            return Hypervisor(
                name: hypervisor.name,
                handlers: ResolvedCost.hottestFirst(costs).map { entry in
                    Handler(
                        exit: entry.handler.reason.name, symbol: entry.handler.reason.symbol,
                        number: Int(entry.handler.reason.number), form: entry.handler.form.rawValue, cost: entry.cost)
                })
        }
    }
}

/// A handler with its cost.
struct ResolvedCost {
    let handler: ResolvedHypervisor.LoweredHandler
    let cost: HandlerCost
    /// Nil for a handler in C.
    let stub: StubCost?

    /// In the order of the hypervisor's handlers.
    static func all(of hypervisor: ResolvedHypervisor, in model: ResolvedModel) -> [ResolvedCost] {
        let program: StubProgram
        do throws(StubFailure) {
            program = try StubCompiler(model: model, hypervisor: hypervisor).compile()
        } catch {
            // Whoever reports has asked for `StubCompiler.diagnostics(for:)` before.
            preconditionFailure(error.description)
        }
        let stubs: [ExitReason: StubCost] = Dictionary(
            program.costs.map { ($0.reason, $0) }, uniquingKeysWith: { first, _ in first })
        let calls: [ExitReason: CallPath] = Dictionary(
            program.calls.map { ($0.reason, $0) }, uniquingKeysWith: { first, _ in first })
        return hypervisor.handlers.map { handler in
            let stub: StubCost? = stubs[handler.reason]
            let cost = HandlerCost(of: handler, stub: stub, call: calls[handler.reason], in: model)
            return ResolvedCost(handler: handler, cost: cost, stub: stub)
        }
    }

    /// What is compared first, then what C dispatches, by number.
    static func hottestFirst(_ costs: [ResolvedCost]) -> [ResolvedCost] {
        costs.sorted { left, right in
            let (one, other) = (left.cost.comparisons ?? .max, right.cost.comparisons ?? .max)
            return (one, left.handler.reason.number) < (other, right.handler.reason.number)
        }
    }
}

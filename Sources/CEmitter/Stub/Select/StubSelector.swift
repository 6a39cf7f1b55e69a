// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Turns a lowered handler into a graph of operations: routines are inlined,
/// expressions become the fewest operations that x86 has for them.
struct StubSelector {
    /// What a variable of a handler is in a stub.
    enum Binding {
        case value(StubValue)
        /// A routine's parameter that stands for a constant.
        case constant(UInt64)
        /// A 64-bit variable that comes from RDMSR: bits 31:0 and 63:32 apart, as the processor has them.
        case halves(low: StubValue, high: StubValue)
    }

    let coverage: StubCoverage
    let layout: StateLayout
    let controls: ControlLayout
    var graph = StubGraph()
    /// The one block that goes to the C dispatch.
    let slow: Int
    /// Where operations go; nothing is appended once the path has ended.
    var current: Int
    var pathIsOpen: Bool = true
    var bindings: [Local: Binding] = [:]
    /// Changes of declared state that wait until it is sure that the path stays in the stub.
    var waiting: [(variable: StateVariable, step: StubStep)] = []
    var hasEffect: Bool = false
    var location: SourceLocation
    /// For messages, for example `observer, CPUID`.
    var handlerName: String = ""
    /// For labels, for example `cpuid`.
    var labelStem: String = "exit"

    init(coverage: StubCoverage, layout: StateLayout, controls: ControlLayout, at location: SourceLocation) {
        self.coverage = coverage
        self.layout = layout
        self.controls = controls
        self.location = location
        current = graph.makeBlock("entry", at: location)
        slow = graph.makeBlock("slow", at: location)
    }

    /// The stub of a handler, from where the dispatch has found that it is the one.
    mutating func select(
        _ handler: ResolvedHypervisor.LoweredHandler, owner: String
    ) throws(StubFailure) {
        handlerName = "\(owner), \(handler.reason.name)"
        labelStem = handler.reason.label
        graph.blocks[current].name = labelStem
        graph.blocks[slow].name = labelStem + "_slow"
        graph.stubs = [(handler.reason, current)]
        let verdict: StubCoverage.Verdict = coverage.verdict(on: handler.body, after: StubCoverage.Progress())
        if let obstacle = verdict.obstacle { throw failure(obstacle) }
        if verdict.leaves {
            throw StubFailure(
                message: "every path leaves to C before it has done anything", location: handler.location,
                handler: handlerName)
        }
        let body: [Statement] = EarlyReads(routines: coverage.routines).applied(to: handler.body)
        bindHalves(in: body)
        try select(body)
        precondition(!pathIsOpen, "the verifier let a path without a disposition pass: \(handlerName)")
    }

    func failure(_ obstacle: StubCoverage.Obstacle) -> StubFailure {
        StubFailure(
            message: obstacle.message + ", after something that must not happen twice", location: obstacle.location,
            handler: handlerName)
    }

    // MARK: Building

    mutating func emit(_ operation: StubOperation, note: String = "") {
        graph.append(StubStep(operation: operation, note: note, location: location), to: current)
    }

    mutating func makeBlock(_ suffix: String) -> Int { graph.makeBlock(labelStem + "_" + suffix, at: location) }

    mutating func end(_ end: StubEnd, note: String = "") { graph.finish(current, end, note: note, at: location) }

    /// Ends the current block with a jump, if its path goes on.
    mutating func close(to block: Int) {
        if pathIsOpen { end(.jump(block)) }
    }

    mutating func open(_ block: Int) {
        current = block
        pathIsOpen = true
    }

    /// Does the changes of declared state that have waited.
    mutating func flush() {
        for (_, step) in waiting { graph.append(step, to: current) }
        waiting = []
    }

    var progress: StubCoverage.Progress {
        StubCoverage.Progress(hasEffect: hasEffect, waiting: waiting.map(\.variable))
    }

    // MARK: Variables

    mutating func value(of local: Local) -> StubValue {
        if case .value(let value) = bindings[local] { return value }
        let value: StubValue = graph.makeValue()
        bindings[local] = .value(value)
        return value
    }

    /// Variables that RDMSR sets or WRMSR takes are kept as two halves everywhere in their handler.
    mutating func bindHalves(in body: [Statement]) {
        body.forEachStatement { statement in
            switch statement.kind {
            case .readMSR(_, let local, _), .writeMSR(_, .local(let local), _):
                if bindings[local] != nil { return }
                bindings[local] = .halves(low: graph.makeValue(), high: graph.makeValue())
            default:
                break
            }
        }
    }

    func known(_ local: Local) -> UInt64? {
        if case .constant(let value) = bindings[local] { return value }
        return nil
    }

    func folded(_ expression: Expression) -> Expression { expression.folded(known) }
}

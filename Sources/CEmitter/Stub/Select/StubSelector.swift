// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Turns lowered handlers into a graph of operations: routines are inlined,
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

    init(coverage: StubCoverage, layout: StateLayout, at location: SourceLocation) {
        self.coverage = coverage
        self.layout = layout
        self.location = location
        current = graph.makeBlock("entry", at: location)
        slow = graph.makeBlock("slow", at: location)
    }

    /// The chain of comparisons and every stub behind it.
    ///
    /// - Parameter reasonField: the VM-exit reason. All 32 bits are compared: a failed
    ///   entry has bit 31 set and is none of the reasons.
    mutating func select(
        _ handlers: [ResolvedHypervisor.LoweredHandler], reasonField: VMCSField, owner: String
    ) throws(StubFailure) {
        let reason: StubValue = graph.makeValue()
        emit(.readField(reasonField, to: reason, encoding: nil))
        for (position, handler) in handlers.enumerated() {
            let stem: String = handler.reason.label
            let stub: Int = graph.makeBlock(stem, at: handler.location)
            let isLast: Bool = position == handlers.count - 1
            let next: Int = isLast ? slow : graph.makeBlock("not_\(stem)", at: handler.location)
            let differs: StubCondition = .compare(
                .notEqual, .value(reason), .immediate(UInt64(handler.reason.number)), .long)
            graph.finish(
                current, .branch(differs, cold: next, hot: stub), note: handler.reason.name, at: handler.location)
            graph.stubs.append((handler.reason, stub))
            try selectStub(handler, at: stub, named: "\(owner), \(handler.reason.name)")
            current = next
        }
    }

    private mutating func selectStub(
        _ handler: ResolvedHypervisor.LoweredHandler, at block: Int, named name: String
    ) throws(StubFailure) {
        current = block
        pathIsOpen = true
        bindings = [:]
        waiting = []
        hasEffect = false
        handlerName = name
        labelStem = handler.reason.label
        location = handler.location
        let verdict: StubCoverage.Verdict = coverage.verdict(on: handler.body, after: StubCoverage.Progress())
        if let obstacle = verdict.obstacle { throw failure(obstacle) }
        if verdict.leaves {
            throw StubFailure(
                message: "every path leaves to C before it has done anything", location: handler.location,
                handler: name)
        }
        bindHalves(in: handler.body)
        try select(handler.body)
        precondition(!pathIsOpen, "the verifier let a path without a disposition pass: \(name)")
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

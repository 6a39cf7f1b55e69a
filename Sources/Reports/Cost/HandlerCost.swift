// SPDX-License-Identifier: GPL-2.0-only

import CEmitter
import VMXModel

/// What exits for one reason cost, as far as it is known without a compiler.
public struct HandlerCost: Codable, Hashable, Sendable {
    /// One way through a stub.
    public struct Path: Codable, Hashable, Sendable {
        /// `likely`, or the label of the block that only this path passes.
        public var name: String
        /// `guest`: VMRESUME; `c`: to the C dispatch, before anything has happened.
        public var end: String
        /// In root mode, VMRESUME included; not ENDBR, which some kernels are built without.
        public var instructions: Int
        public var vmreads: Int
        public var vmwrites: Int
        public var msrAccesses: Int
        public var registersSaved: Int
    }

    /// Each figure's largest value on any path through a stub that ends in VMRESUME.
    public struct WorstPath: Codable, Hashable, Sendable {
        public var instructions: Int
        public var vmreads: Int
        public var vmwrites: Int
        public var msrAccesses: Int
        public var registersSaved: Int
    }

    /// Conditional jumps before the stub or the call of C; nil where C dispatches.
    public var comparisons: Int?
    /// Instructions that compare the exit reason; nil where C dispatches.
    public var dispatch: Int?
    /// How C is called: `light`, `full` or `dispatched`; nil for a stub.
    public var call: String?
    /// From the handler's own text, with the VMREAD of the exit reason: what the stub and the C function do alike.
    public var likely: PathCount
    /// Each figure's largest value on any path.
    public var worst: PathCount
    /// Guest registers that are stored on the likely path.
    public var registersSaved: Int
    /// Of a stub; the likely path first.
    public var paths: [Path]?
    public var worstPath: WorstPath?
}

extension HandlerCost {
    /// - Parameters:
    ///   - stub: nil for a handler in C.
    ///   - call: nil for a stub.
    init(
        of handler: ResolvedHypervisor.LoweredHandler, stub: StubCost?, call: CallPath?, in model: ResolvedModel
    ) {
        let reason = PathCount(vmreads: 1)
        comparisons = stub?.comparisons ?? call?.comparisons
        dispatch = stub?.dispatch ?? call?.dispatch
        self.call = call?.call.rawValue
        likely = reason + PathCount(likely: LikelyPath(of: handler, in: model))
        worst = reason + PathCount(worstOf: handler.body, routines: model.routines)
        registersSaved = stub?.likely.count.registersSaved ?? call?.registersSaved ?? Register.allCases.count
        paths = stub?.ways.map(Path.init)
        worstPath = stub.map { WorstPath($0.worst) }
    }
}

extension HandlerCost.Path {
    init(_ way: StubWay) {
        name = way.name
        end = way.end.rawValue
        instructions = way.count.instructions
        vmreads = way.count.fieldReads
        vmwrites = way.count.fieldWrites
        msrAccesses = way.count.msrAccesses
        registersSaved = way.count.registersSaved
    }
}

extension HandlerCost.WorstPath {
    init(_ count: StubCount) {
        instructions = count.instructions
        vmreads = count.fieldReads
        vmwrites = count.fieldWrites
        msrAccesses = count.msrAccesses
        registersSaved = count.registersSaved
    }
}

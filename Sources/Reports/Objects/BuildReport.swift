// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// What compiler and assembler have made of a hypervisor. It depends on both, so it is not committed.
public struct BuildReport: Encodable, Sendable {
    /// One handler in C; `exit` is the name of the reason.
    public struct Handler: Encodable, Sendable {
        public let exit: String
        public let number: Int
        public let function: FunctionFigures
    }

    public struct Stubs: Encodable, Sendable {
        /// From the processor's arrival to where the way to C begins.
        public let instructions: Int
        public let bytes: Int
    }

    public struct Hypervisor: Encodable, Sendable {
        public let name: String
        public internal(set) var handlers: [Handler]
        /// Of the dispatch in C, if it is a function of its own.
        public internal(set) var dispatch: FunctionFigures?
        public internal(set) var stubs: Stubs?
        /// Handlers that no object has as functions of their own: the compiler has put them into others.
        public internal(set) var inlined: [String]
    }

    public let schema: Int = 1
    public internal(set) var hypervisors: [Hypervisor] = []

    /// - Parameters:
    ///   - functionName: what a handler is called in C.
    ///   - objects: of any files; what is no handler is left out.
    public init(
        of model: ResolvedModel, functionName: (String, ExitReason) -> String, objects: [Disassembly]
    ) {
        var functions: [String: FunctionFigures] = [:]
        for object: Disassembly in objects {
            for figures: FunctionFigures in object.functions { functions[figures.name] = figures }
        }
        for hypervisor: ResolvedHypervisor in model.hypervisors {
            var report = Hypervisor(
                name: hypervisor.name, handlers: [], dispatch: functions["\(hypervisor.name)_handle_exit"],
                stubs: objects.lazy.compactMap { Stubs($0, owner: hypervisor.name) }.first, inlined: [])
            for handler: ResolvedHypervisor.LoweredHandler in hypervisor.handlers {
                let name: String = functionName(hypervisor.name, handler.reason)
                // GCC adds .isra.0, .constprop.0 or .cold to what it has changed.
                let found: FunctionFigures? =
                    functions[name]
                    ?? functions.values.filter { $0.name.hasPrefix(name + ".") && !$0.name.hasSuffix(".cold") }
                    .min { $0.name < $1.name }
                if let found {
                    report.handlers.append(
                        Handler(exit: handler.reason.name, number: Int(handler.reason.number), function: found))
                } else {
                    report.inlined.append(handler.reason.name)
                }
            }
            if !report.handlers.isEmpty || report.stubs != nil { hypervisors.append(report) }
        }
    }
}

extension BuildReport.Stubs {
    fileprivate init?(_ disassembly: Disassembly, owner: String) {
        guard let check = try? StubCheck(disassembly, owner: owner, memorySize: 0) else { return nil }
        instructions = check.instructions.count
        bytes = check.size
    }
}

extension Disassembly {
    /// Every function, in the order of the code.
    public var functions: [FunctionFigures] { blocks.compactMap { FunctionFigures($0) } }
}

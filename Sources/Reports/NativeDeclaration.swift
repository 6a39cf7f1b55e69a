// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// A function of the runtime that handlers call, and what it says it may do.
public struct NativeDeclaration: Encodable, Sendable {
    public let name: String
    /// Types, `bool` to `u64`.
    public let parameters: [String]
    public let results: [String]
    public let fieldsRead: [String]
    public let fieldsWritten: [String]
    public let touchesRegisters: Bool
    public let readsMSRs: Bool
    public let writesMSRs: Bool
    public let touchesMemory: Bool

    public init(_ native: Native) {
        name = native.name
        parameters = native.parameters.map { "\($0.type)" }
        results = native.results.map { "\($0.type)" }
        fieldsRead = (native.effects.readsFields + native.effects.readsFieldsThatExist).map(\.symbol)
        fieldsWritten = native.effects.writesFields.map(\.symbol)
        touchesRegisters = native.effects.touchesRegisters
        readsMSRs = native.effects.readsMSRs
        writesMSRs = native.effects.writesMSRs
        touchesMemory = native.effects.touchesMemory
    }

    /// All that a handler of the model calls, in the order of the first call.
    static func all(of model: ResolvedModel) -> [NativeDeclaration] {
        var natives: [Native] = []
        func add(_ statement: Statement) {
            if case .call(let native, _, _) = statement.kind, !natives.contains(native) { natives.append(native) }
        }
        for hypervisor: ResolvedHypervisor in model.hypervisors {
            for handler: ResolvedHypervisor.LoweredHandler in hypervisor.handlers {
                handler.body.forEachStatement(add)
            }
        }
        for routine: Routine in model.routines { routine.body.forEachStatement(add) }
        return natives.map(NativeDeclaration.init)
    }
}

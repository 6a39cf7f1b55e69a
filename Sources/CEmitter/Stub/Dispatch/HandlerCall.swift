// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// How the exit path gets into the C of a handler.
public enum HandlerCall: String, Hashable, Sendable {
    /// From the dispatch tree; RBX, RBP and R12 to R15 stay in place, as the C ABI keeps them.
    case light
    /// From the dispatch tree, with every register in the vcpu.
    case full
    /// From the C dispatch, with every register in the vcpu.
    case dispatched

    /// A handler that runs at least this often is called from the tree, others through the C dispatch: a call of
    /// its own is some 60 instructions of code, which would push others out of the cache.
    public static let leastRate: UInt32 = 10

    /// The guest's registers that are stored before C runs, and loaded behind it.
    public var registersSaved: Int { Register.allCases.count - (self == .light ? Self.keptByC.count : 0) }

    /// What a C function leaves as it was.
    static let keptByC: [Register] = [.rbx, .rbp, .r12, .r13, .r14, .r15]

    /// - Parameter routines: the architecture's, by name.
    public init(of handler: ResolvedHypervisor.LoweredHandler, routines: [String: Routine]) {
        if handler.rate < Self.leastRate || handler.reason.kind == .entryFailure {
            self = .dispatched
        } else {
            self = Self.touchesKept(handler.body, routines) ? .full : .light
        }
    }

    /// Whether any path has to do with a register that C keeps.
    private static func touchesKept(_ body: [Statement], _ routines: [String: Routine]) -> Bool {
        var found = false
        body.forEachStatement { statement in
            switch statement.kind {
            case .setRegister(let register, _): found = found || keptByC.contains(register)
            case .setIndexedRegister, .readIndexedRegister: found = true
            case .call(let native, _, _): found = found || native.effects.touchesRegisters
            case .perform(let routine, _): found = found || touchesKept(routines[routine.name]?.body ?? [], routines)
            default: break
            }
            for part: Expression in statement.expressions.flatMap(\.parts) {
                switch part {
                case .register(let register): found = found || keptByC.contains(register)
                case .indexedRegister: found = true
                default: break
                }
            }
        }
        return found
    }
}

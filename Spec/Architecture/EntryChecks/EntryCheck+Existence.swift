// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

extension EntryCheck {
    /// ``existsWhen`` as an expression over capability MSRs, for those who reason about the checks; nil when it asks for
    /// more than that.
    public var existence: Expression? { existsWhen.overCapabilities?.expression }
}

extension CapabilityPredicate {
    fileprivate var overCapabilities: Expr<Bool>? {
        switch self {
        case .always: return constant(true)
        case .allowed(let id): return isAllowed(id)
        case .msrBit(let address, let bit):
            guard let msr = capabilityMSRs.all.first(where: { $0.address == address }) else { return nil }
            return capability(msr).hasAny(1 << UInt64(bit))
        case .cpuid: return nil
        case .any(let all): return Self.joined(.or, all)
        case .all(let all): return Self.joined(.and, all)
        }
    }

    private static func joined(_ op: BinaryOperator, _ all: [CapabilityPredicate]) -> Expr<Bool>? {
        let parts: [Expr<Bool>] = all.compactMap(\.overCapabilities)
        guard parts.count == all.count, let first = parts.first else { return nil }
        return parts.dropFirst().reduce(first) { (left: Expr<Bool>, right: Expr<Bool>) -> Expr<Bool> in
            Expr(.binary(op, left.expression, right.expression))
        }
    }
}

// SPDX-License-Identifier: GPL-2.0-only

extension Expression {
    /// This expression and all below it, operands before what uses them.
    public var parts: [Expression] { operands.flatMap(\.parts) + [self] }

    /// Whether the value depends on declared state of one of the variables.
    public func reads(_ variables: [StateVariable]) -> Bool {
        parts.contains { part in
            if case .state(let variable, _) = part { return variables.contains(variable) }
            return false
        }
    }
}

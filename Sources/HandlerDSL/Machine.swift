// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// A ``MachineValue`` with its Swift type, for the checks of VM entry.
public struct MachineInput<Value: Word>: Readable, Sendable {
    public let declaration: MachineValue

    /// - Parameters:
    ///   - name: in kebab-case, unlike that of any other.
    ///   - summary: what it is, for people.
    ///   - alwaysOne: bits that are 1 on every processor; `alwaysZero` likewise.
    public init(
        _ name: String, _ summary: String, _ source: MachineValue.Source, alwaysOne: UInt64 = 0, alwaysZero: UInt64 = 0
    ) {
        declaration = MachineValue(
            name, summary, Value.type, source, alwaysOne: alwaysOne, alwaysZero: alwaysZero)
    }

    public var expression: Expression { .machine(declaration) }
}

/// The value of a capability MSR.
public func capability(_ msr: CapabilityMSR) -> Expr<UInt64> { Expr(.capability(msr)) }

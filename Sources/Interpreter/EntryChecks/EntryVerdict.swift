// SPDX-License-Identifier: GPL-2.0-only

/// What can be said of a check of VM entry in a state.
public enum EntryVerdict: String, Hashable, Sendable, CaseIterable {
    /// It holds, or is not performed, whatever the unknown values are.
    case holds
    /// It does not hold, whatever the unknown values are.
    case broken
    /// It depends on what is unknown, or is not worked out further.
    case unknown

    /// What an expression says that is true where a check holds.
    init(_ value: Value) {
        switch value.knownBits {
        case 0?: self = .broken
        case .some: self = .holds
        case nil: self = .unknown
        }
    }

    /// Broken when one of the two is, and else unknown when one is.
    func and(_ other: EntryVerdict) -> EntryVerdict {
        if self == .broken || other == .broken { return .broken }
        return self == .holds && other == .holds ? .holds : .unknown
    }
}

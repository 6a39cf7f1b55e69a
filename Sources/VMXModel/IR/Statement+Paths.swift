// SPDX-License-Identifier: GPL-2.0-only

extension Array where Element == Statement {
    /// Whether no path reaches the end of the list.
    public var endsEveryPath: Bool { contains { $0.endsEveryPath } }
}

extension Statement {
    /// Whether no path goes on behind this statement.
    public var endsEveryPath: Bool {
        switch kind {
        case .end, .finish: true
        case .perform(let routine, _): routine.endsPath
        case .branch(_, let then, let otherwise): then.endsEveryPath && otherwise.endsEveryPath
        case .select(_, let cases, let otherwise):
            otherwise.endsEveryPath && cases.allSatisfy { $0.body.endsEveryPath }
        default: false
        }
    }
}

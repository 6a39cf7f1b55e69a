// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// How a run of a program ended.
public enum Outcome: Hashable, Sendable {
    /// The handler finished; the exit path goes on with the action.
    case finished(ExitAction)
    /// The statements ran through, as those of a set-up do.
    case completed
    /// The way on depends on a value that is not known; `what` says on which.
    case undetermined(what: String, SourceLocation)
    /// The IR did what none may do: an index out of range, or a path without an end.
    case malformed(what: String, SourceLocation)
}

// SPDX-License-Identifier: GPL-2.0-only

/// How a state that breaks a check of VM entry is best made to satisfy it, where the expressions do not tell: where
/// the first thing that comes to mind would break another check.
public enum EntryMending: Hashable, Sendable {
    /// This field is changed rather than another.
    case changing(VMCSField)
    /// What makes the check apply goes.
    case unapplied
}

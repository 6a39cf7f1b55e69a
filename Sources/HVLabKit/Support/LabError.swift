// SPDX-License-Identifier: GPL-2.0-only

/// Something that keeps the lab from running a scenario at all: a missing tool, a wrong name, a file that is not
/// what it should be.
///
/// A scenario that ran and failed is a ``Verdict``, not an error.
public struct LabError: Error, Equatable, Sendable {
    /// What is wrong, and where.
    public let problem: String

    /// What the user can do about it, when there is something.
    public let remedy: String?

    public init(_ problem: String, remedy: String? = nil) {
        self.problem = problem
        self.remedy = remedy
    }
}

extension LabError: CustomStringConvertible {
    public var description: String {
        guard let remedy else { return problem }
        return "\(problem)\n  \(remedy)"
    }
}

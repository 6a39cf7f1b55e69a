// SPDX-License-Identifier: GPL-2.0-only

/// Why a command ends early.
public struct Failure: Error, Hashable {
    public let status: ToolStatus
    /// What is wrong, in one line without a full stop.
    public let problem: String
    /// More about it, a line each: what is involved, with its value.
    public let details: [String]
    /// What to do; nil where hvctl does not know.
    public let action: String?

    public init(_ status: ToolStatus, _ problem: String, details: [String] = [], do action: String? = nil) {
        self.status = status
        self.problem = problem
        self.details = details
        self.action = action
    }

    /// All of it, without the program's name.
    public var message: String {
        ([problem] + details.map { "  " + $0 } + (action.map { ["  do: " + $0] } ?? [])).joined(separator: "\n")
    }
}

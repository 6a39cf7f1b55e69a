// SPDX-License-Identifier: GPL-2.0-only

/// What hvctl returns to its caller; part of its interface.
public enum ToolStatus: Int32, CaseIterable, Sendable {
    case success = 0
    case refused = 1
    case usage = 2
    case noDevice = 3
    case noPermission = 4
    case versionMismatch = 5
    case systemError = 6

    /// What it means, for the help.
    public var summary: String {
        switch self {
        case .success: "all went well"
        case .refused: "a condition failed, or what was asked for was refused"
        case .usage: "the command line is wrong"
        case .noDevice: "the module or its device is not there"
        case .noPermission: "a privilege is missing"
        case .versionMismatch: "the module speaks another version of the interface"
        case .systemError: "the system failed in a way that was not expected"
        }
    }

    /// The table in the help.
    static var table: String {
        allCases.map { "  \($0.rawValue)  \($0.summary)" }.joined(separator: "\n")
    }
}

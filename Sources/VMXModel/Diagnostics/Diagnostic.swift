// SPDX-License-Identifier: GPL-2.0-only

/// One thing that is wrong with a description, for a person to read.
public struct Diagnostic: Hashable, Sendable {
    /// A stable code such as `HV001`; each has a page of its own.
    public struct Code: Hashable, Sendable, Comparable, CustomStringConvertible {
        public let number: Int
        public init(_ number: Int) { self.number = number }

        public var description: String {
            let digits = String(number)
            return "HV" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
        }

        public static func < (left: Code, right: Code) -> Bool { left.number < right.number }
    }

    public enum Severity: String, Hashable, Sendable {
        case error
        case warning
    }

    /// Another place that is involved, and how.
    public struct Note: Hashable, Sendable {
        public let message: String
        public let location: SourceLocation

        public init(_ message: String, at location: SourceLocation) {
            self.message = message
            self.location = location
        }
    }

    public let code: Code
    public let severity: Severity
    /// What is wrong, in one sentence without a full stop.
    public let message: String
    /// The declaration or statement that causes it.
    public let location: SourceLocation
    /// Volume and title of the section of the SDM that has the rule.
    public let section: String
    /// What to do about it.
    public let suggestion: String?
    public let notes: [Note]

    public init(
        _ code: Code, _ message: String, at location: SourceLocation, section: String,
        suggestion: String? = nil, notes: [Note] = [], severity: Severity = .error
    ) {
        self.code = code
        self.severity = severity
        self.message = message
        self.location = location
        self.section = section
        self.suggestion = suggestion
        self.notes = notes
    }
}

extension Diagnostic: Comparable {
    /// Order of a report: by place, then by code, then by text.
    public static func < (left: Diagnostic, right: Diagnostic) -> Bool {
        (left.location, left.code, left.message) < (right.location, right.code, right.message)
    }
}

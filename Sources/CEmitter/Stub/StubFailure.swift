// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// That a handler declared `as: .stub` cannot be printed as one, and why.
///
/// Never answered with C in the stub's place: a handler that is said to be a stub
/// is one, or generation ends.
public struct StubFailure: Error, Hashable, CustomStringConvertible {
    /// What is wrong, in one sentence without a full stop.
    public let message: String
    /// The statement that a stub cannot have where it is.
    public let location: SourceLocation
    /// Name of the hypervisor and of the exit reason, for example `observer, CPUID`.
    public let handler: String

    public init(message: String, location: SourceLocation, handler: String) {
        self.message = message
        self.location = location
        self.handler = handler
    }

    /// `Module/File.swift:12: error: …`, as compilers print it.
    public var description: String {
        "\(location): error: stub of \(handler): \(message); \(Self.suggestion)"
    }

    /// For the report that a generation ends with.
    public var diagnostic: Diagnostic {
        Diagnostic(
            Self.code, "stub of \(handler): \(message)", at: location, section: Self.section,
            suggestion: Self.suggestion)
    }

    /// The code of every failure to print a stub.
    public static let code: Diagnostic.Code = Diagnostic.Code(30)

    /// For a heading.
    public static let title: String = "A handler that cannot be the stub that it is declared as"

    public static let section: String = #"DESIGN.md, "The exit path""#

    /// What must be so, and why, for the page in the docs.
    public static let explanation: String = """
        A handler that is declared as: .stub is printed as assembly between the exit and the entry, without a stack \
        frame and without C. A path that needs C (a native, an event, a long search) leaves for the handler's form in \
        C, which starts again at the top: so it must leave before its first effect. Nothing is printed as C in the \
        stub's place without being asked.
        """

    /// What to do about any of them.
    public static let suggestion: String =
        "move the statement before the first effect of its path, or declare the handler as .c"
}

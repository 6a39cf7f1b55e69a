// SPDX-License-Identifier: GPL-2.0-only

/// What a hypervisor does on exits for one reason.
public struct Handler: Sendable {
    /// How the generator prints it.
    public enum Form: String, Hashable, Sendable {
        /// As a C function.
        case c
        /// As a C function and as an assembly stub before it that needs no C.
        case stub
    }

    public let reason: ExitReason
    public let form: Form
    public let body: [Statement]
    public let location: SourceLocation

    public init(reason: ExitReason, form: Form, body: [Statement], location: SourceLocation) {
        self.reason = reason
        self.form = form
        self.body = body
        self.location = location
    }
}

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
    /// Nil to let the generator choose: a stub where one can be had.
    public let form: Form?
    /// How often exits for the reason are expected here; nil for the reason's own rate.
    public let rate: UInt32?
    public let body: [Statement]
    public let location: SourceLocation

    public init(
        reason: ExitReason, form: Form?, rate: UInt32? = nil, body: [Statement], location: SourceLocation
    ) {
        self.reason = reason
        self.form = form
        self.rate = rate
        self.body = body
        self.location = location
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import Glibc

/// A call of the operating system that failed.
public struct SystemError: Error, Hashable {
    /// The call, for example `open`.
    public let call: String
    /// What it was about: a path or a name.
    public let subject: String
    /// The error number, positive.
    public let number: Int32
    /// The text of the error number, or what a library said beside it.
    public let reason: String

    public init(_ call: String, _ subject: String, _ number: Int32, reason: String? = nil) {
        self.call = call
        self.subject = subject
        self.number = number
        self.reason = reason ?? strerror(number).map { String(cString: $0) } ?? "error \(number)"
    }

    /// For example `open /dev/hvcore: Permission denied`.
    public var text: String { "\(call) \(subject): \(reason)" }

    /// Whether the caller lacks a privilege.
    public var isPermission: Bool { number == EPERM || number == EACCES }

    /// Whether the thing is not there.
    public var isAbsence: Bool { number == ENOENT || number == ENXIO || number == ENODEV }
}

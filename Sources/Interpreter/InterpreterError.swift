// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// IR that cannot be run, found before it runs.
public struct InterpreterError: Error, Hashable, CustomStringConvertible {
    public let message: String
    public let location: SourceLocation

    public init(_ message: String, at location: SourceLocation) {
        self.message = message
        self.location = location
    }

    public var description: String { "\(location): \(message)" }
}

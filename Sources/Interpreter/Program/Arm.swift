// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// One way on from a decision of a handler or routine.
public struct Arm: Hashable, Sendable, CustomStringConvertible {
    /// The handler or routine that decides.
    public let owner: String
    /// Number of the arm within its owner, in the order of the text.
    public let number: Int
    /// What has to be so, for people: `if`, `else`, `case 0x1, 0x3...0x5` or `default`.
    public let label: String
    /// Of the decision, or of the case.
    public let location: SourceLocation

    public init(owner: String, number: Int, label: String, location: SourceLocation) {
        self.owner = owner
        self.number = number
        self.label = label
        self.location = location
    }

    public var description: String { "\(owner) #\(number), \(label), at \(location)" }
}

// SPDX-License-Identifier: GPL-2.0-only

/// The place in a Swift file that a declaration or a statement came from.
///
/// `fileID` is what `#fileID` gives, `Module/File.swift`: it is the same on every
/// machine, so that it may appear in a report. ``Diagnostic`` rendering turns it
/// into a path below the package with the source roots that `HVGenKit` knows.
public struct SourceLocation: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let fileID: String
    public let line: Int

    public init(fileID: String, line: Int) {
        self.fileID = fileID
        self.line = line
    }

    public init(_ fileID: StaticString, _ line: UInt) {
        self.init(fileID: fileID.description, line: Int(line))
    }

    public var description: String { "\(fileID):\(line)" }

    public static func < (left: SourceLocation, right: SourceLocation) -> Bool {
        (left.fileID, left.line) < (right.fileID, right.line)
    }
}

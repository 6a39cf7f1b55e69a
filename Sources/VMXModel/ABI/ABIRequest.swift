// SPDX-License-Identifier: GPL-2.0-only

/// An ioctl.
public struct ABIRequest: Hashable, Sendable {
    /// What the request number says of the argument, as user space sees it.
    public enum Argument: Hashable, Sendable {
        /// `_IO`: no structure; `value` says what the argument's own value means, nil that it is 0.
        case none(value: String?)
        /// `_IOW`: the kernel reads it.
        case read(ABIStructure)
        /// `_IOWR`: the kernel reads it and writes it.
        case readAndWritten(ABIStructure)

        /// The structure, if there is one.
        public var structure: ABIStructure? {
            switch self {
            case .none: nil
            case .read(let structure), .readAndWritten(let structure): structure
            }
        }
    }

    /// A way to fail.
    public struct Failure: Hashable, Sendable {
        /// `EBUSY`.
        public let error: String
        /// When it happens, without a full stop.
        public let when: String

        public init(_ error: String, _ when: String) {
            self.error = error
            self.when = when
        }
    }

    /// Upper case, without prefix: `START`.
    public let symbol: String
    /// The request's own number, 0 to 255.
    public let number: Int
    public let argument: Argument
    public let summary: String
    /// What a call that succeeds returns.
    public let result: String
    public let failures: [Failure]
    public let location: SourceLocation

    public init(
        _ symbol: String, number: Int, argument: Argument, _ summary: String, result: String = "0",
        failures: [Failure], fileID: StaticString = #fileID, line: UInt = #line
    ) {
        self.symbol = symbol
        self.number = number
        self.argument = argument
        self.summary = summary
        self.result = result
        self.failures = failures
        self.location = SourceLocation(fileID, line)
    }
}

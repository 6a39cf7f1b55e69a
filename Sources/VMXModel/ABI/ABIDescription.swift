// SPDX-License-Identifier: GPL-2.0-only

/// Everything that user space and the module agree on, before it is checked.
///
/// Lists are in the order in which the header declares them: what is used stands
/// before what uses it.
public struct ABIDescription: Sendable {
    /// Lower case; `hvcore` gives `struct hvcore_…`, `HVCORE_…` and `hvcore.h`.
    public let prefix: String
    /// The type byte of every ioctl.
    public let magic: UInt8
    /// What the header is about, in paragraphs, for its head.
    public let summary: String
    /// The place below the package that the description comes from, for the generated-by line.
    public let source: String
    public let constants: [ABIConstant]
    public let enumerations: [ABIEnumeration]
    public let structures: [ABIStructure]
    public let requests: [ABIRequest]
    /// Numbers of requests that were once in a release: they are never given away again.
    public let retiredRequestNumbers: [Int]
    /// The structure that `read(2)` returns; events kinds describe its words.
    public let record: ABIStructure
    /// How many words a record has.
    public let recordWords: Int
    public let location: SourceLocation

    public init(
        prefix: String, magic: UInt8, summary: String, source: String, constants: [ABIConstant],
        enumerations: [ABIEnumeration], structures: [ABIStructure], requests: [ABIRequest],
        retiredRequestNumbers: [Int], record: ABIStructure, recordWords: Int,
        fileID: StaticString = #fileID, line: UInt = #line
    ) {
        self.prefix = prefix
        self.magic = magic
        self.summary = summary
        self.source = source
        self.constants = constants
        self.enumerations = enumerations
        self.structures = structures
        self.requests = requests
        self.retiredRequestNumbers = retiredRequestNumbers
        self.record = record
        self.recordWords = recordWords
        self.location = SourceLocation(fileID, line)
    }

    /// The prefix of macros and enumerators, for example `HVCORE_`.
    public var symbolPrefix: String { prefix.uppercased() + "_" }
}

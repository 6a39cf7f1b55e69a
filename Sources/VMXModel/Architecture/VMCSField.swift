// SPDX-License-Identifier: GPL-2.0-only

/// A field of the VMCS.
///
/// The encoding is computed from width, group and index, so that a declaration
/// cannot contradict itself. Two fields are equal when their encodings are.
public struct VMCSField: Hashable, Sendable {
    /// The SDM's name, for example `Guest RIP`.
    public let name: String
    /// Linux's enumerator where it has one, else a name in its manner: `GUEST_RIP`.
    public let symbol: String
    public let width: FieldWidth
    public let group: FieldGroup
    /// Bits 9:1 of the encoding.
    public let index: UInt32
    /// What a processor must have for VMREAD and VMWRITE of the field to succeed.
    public let existsWhen: CapabilityPredicate
    /// Which kernels name the field, for the compile-time comparison with `<asm/vmx.h>`.
    public let linux: LinuxName
    /// Who has the field under this encoding.
    public let sources: FactSources
    /// The name that older editions of the SDM have, and most code.
    public let formerName: String?
    public let location: SourceLocation

    public init(
        name: String, symbol: String, width: FieldWidth, group: FieldGroup, index: UInt32,
        existsWhen: CapabilityPredicate, linux: LinuxName, sources: FactSources = [], formerName: String? = nil,
        location: SourceLocation
    ) {
        self.name = name
        self.symbol = symbol
        self.width = width
        self.group = group
        self.index = index
        self.existsWhen = existsWhen
        self.linux = linux
        self.sources = sources
        self.formerName = formerName
        self.location = location
    }

    /// Whether two independent sources have the field under this encoding. One that is not
    /// confirmed may be a slip, or a plan that Intel dropped.
    public var isConfirmed: Bool { sources.areIndependent }

    /// The number that VMREAD and VMWRITE take, with access type *full*.
    public var encoding: UInt32 {
        width.rawValue << 13 | group.rawValue << 10 | index << 1
    }

    /// The encoding of bits 63:32 of a 64-bit field; other fields have none.
    public var highEncoding: UInt32? {
        width == .bits64 ? encoding | 1 : nil
    }

    /// Whether VMWRITE of the field fails on processors without "VMWRITE to any field".
    public var isReadOnly: Bool { group == .exitInformation }

    public var valueType: ValueType { width.valueType }

    public static func == (left: VMCSField, right: VMCSField) -> Bool {
        left.encoding == right.encoding
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(encoding) }
}

/// Which Linux kernels have a name for a constant.
public enum LinuxName: Hashable, Sendable {
    /// Every kernel that the module is built for has it.
    case all
    /// The first version that has it, for example `6.12`.
    case since(String)
    /// It had this name until that version, and the other from then on.
    case renamed(old: String, until: String)
    /// Linux has no name for it.
    case none
}

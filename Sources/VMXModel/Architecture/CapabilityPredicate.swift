// SPDX-License-Identifier: GPL-2.0-only

/// A condition on a processor: which of its capabilities something needs.
public indirect enum CapabilityPredicate: Hashable, Sendable {
    /// Every processor with VT-x.
    case always
    /// The control may be set to 1.
    case allowed(ControlID)
    /// A bit of a capability MSR, by address, is 1.
    case msrBit(UInt32, Int)
    /// A bit that CPUID reports is 1.
    case cpuid(CPUIDFeature)
    case any([CapabilityPredicate])
    case all([CapabilityPredicate])

    /// No public source says what a processor must have, so nothing may rely on it.
    public static let undocumented: CapabilityPredicate = .any([])
}

/// Names a bit of a control word without holding its whole declaration.
public struct ControlID: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let word: ControlWordID
    public let bit: Int

    public init(_ word: ControlWordID, _ bit: Int) {
        self.word = word
        self.bit = bit
    }

    public var description: String { "\(word.name).\(bit)" }

    public static func < (left: ControlID, right: ControlID) -> Bool {
        (left.word, left.bit) < (right.word, right.bit)
    }
}

/// A feature bit of CPUID.
public struct CPUIDFeature: Hashable, Sendable {
    public enum Register: String, Hashable, Sendable, CaseIterable {
        case eax, ebx, ecx, edx
    }

    /// The SDM's name of the feature, for example `RDTSCP`.
    public let name: String
    public let leaf: UInt32
    public let subleaf: UInt32
    public let register: Register
    public let bit: Int

    public init(_ name: String, leaf: UInt32, subleaf: UInt32 = 0, _ register: Register, bit: Int) {
        self.name = name
        self.leaf = leaf
        self.subleaf = subleaf
        self.register = register
        self.bit = bit
    }
}

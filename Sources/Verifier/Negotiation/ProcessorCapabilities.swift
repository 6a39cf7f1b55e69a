// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// What decides about the controls of one processor: its VMX capability MSRs, and what its CPUID shows.
public struct ProcessorCapabilities: Hashable, Sendable {
    /// A question to CPUID: EAX and ECX.
    public struct Leaf: Hashable, Sendable {
        public let leaf: UInt32
        public let subleaf: UInt32

        public init(_ leaf: UInt32, _ subleaf: UInt32 = 0) {
            self.leaf = leaf
            self.subleaf = subleaf
        }
    }

    /// What CPUID answers.
    public struct Registers: Hashable, Sendable {
        public var eax: UInt32
        public var ebx: UInt32
        public var ecx: UInt32
        public var edx: UInt32

        public init(eax: UInt32 = 0, ebx: UInt32 = 0, ecx: UInt32 = 0, edx: UInt32 = 0) {
            self.eax = eax
            self.ebx = ebx
            self.ecx = ecx
            self.edx = edx
        }

        /// One of the four.
        public subscript(register: CPUIDFeature.Register) -> UInt32 {
            get {
                switch register {
                case .eax: eax
                case .ebx: ebx
                case .ecx: ecx
                case .edx: edx
                }
            }
            set {
                switch register {
                case .eax: eax = newValue
                case .ebx: ebx = newValue
                case .ecx: ecx = newValue
                case .edx: edx = newValue
                }
            }
        }
    }

    /// Values by address. An MSR that is not here cannot be read.
    public var msrs: [UInt32: UInt64]
    /// Leaves 0 and 0x80000000 tell in EAX which leaf is the last; a leaf that is not here answers with zeroes.
    public var cpuid: [Leaf: Registers]

    public init(msrs: [UInt32: UInt64], cpuid: [Leaf: Registers] = [:]) {
        self.msrs = msrs
        self.cpuid = cpuid
    }

    /// Whether CPUID shows the feature. Behind the last leaf of a range processors answer with the data of
    /// another one, so what they show there counts for nothing.
    public func shows(_ feature: CPUIDFeature) -> Bool {
        let last: UInt32 = cpuid[Leaf(feature.leaf & Self.firstExtendedLeaf)]?.eax ?? 0
        guard last >= feature.leaf, let answer = cpuid[Leaf(feature.leaf, feature.subleaf)] else { return false }
        return answer[feature.register] >> UInt32(feature.bit) & 1 != 0
    }

    /// The TRUE capability MSRs are there: bit 55 of IA32_VMX_BASIC.
    public var hasTrueControls: Bool { msrs[Self.basic].map { $0 >> 55 & 1 != 0 } ?? false }

    static let firstExtendedLeaf: UInt32 = 0x8000_0000
    /// IA32_VMX_BASIC.
    static let basic: UInt32 = 0x480
}

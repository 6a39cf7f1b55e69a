// SPDX-License-Identifier: GPL-2.0-only

/// What a processor has said of its VT-x: capability MSRs and answers of CPUID, as they were read.
public struct CapturedProcessor: Hashable, Sendable {
    /// A capability MSR.
    public struct MSR: Hashable, Sendable {
        public let address: UInt32
        /// Nil when RDMSR of it has faulted: the processor does not have it.
        public let value: UInt64?

        public init(_ address: UInt32, _ value: UInt64?) {
            self.address = address
            self.value = value
        }
    }

    /// A question to CPUID and its answer.
    public struct Leaf: Hashable, Sendable {
        public let leaf: UInt32
        public let subleaf: UInt32
        public let eax: UInt32
        public let ebx: UInt32
        public let ecx: UInt32
        public let edx: UInt32

        public init(_ leaf: UInt32, _ subleaf: UInt32, eax: UInt32, ebx: UInt32, ecx: UInt32, edx: UInt32) {
            self.leaf = leaf
            self.subleaf = subleaf
            self.eax = eax
            self.ebx = ebx
            self.ecx = ecx
            self.edx = edx
        }
    }

    /// What reports call it.
    public let name: String
    /// What it calls itself in CPUID; empty when that was not captured.
    public let brand: String
    /// Where it was read, for people.
    public let source: String
    /// What is not among them was not captured.
    public let msrs: [MSR]
    /// Empty when CPUID was not captured.
    public let cpuid: [Leaf]

    public init(_ name: String, brand: String, source: String, msrs: [MSR], cpuid: [Leaf]) {
        self.name = name
        self.brand = brand
        self.source = source
        self.msrs = msrs
        self.cpuid = cpuid
    }
}

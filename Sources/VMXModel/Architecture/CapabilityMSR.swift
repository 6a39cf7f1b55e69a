// SPDX-License-Identifier: GPL-2.0-only

/// An MSR that says what the processor's VT-x can do.
public struct CapabilityMSR: Hashable, Sendable {
    /// The SDM's name, for example `IA32_VMX_PROCBASED_CTLS2`.
    public let name: String
    /// Linux's macro, for example `MSR_IA32_VMX_PROCBASED_CTLS2`.
    public let symbol: String
    public let address: UInt32
    /// What a processor must have for RDMSR of it to succeed.
    public let existsWhen: CapabilityPredicate
    public let layout: BitLayoutDescription?
    public let linux: LinuxName
    public let location: SourceLocation

    public init(
        name: String, symbol: String, address: UInt32, existsWhen: CapabilityPredicate,
        layout: BitLayoutDescription? = nil, linux: LinuxName, location: SourceLocation
    ) {
        self.name = name
        self.symbol = symbol
        self.address = address
        self.existsWhen = existsWhen
        self.layout = layout
        self.linux = linux
        self.location = location
    }

    public static func == (left: CapabilityMSR, right: CapabilityMSR) -> Bool { left.address == right.address }
    public func hash(into hasher: inout Hasher) { hasher.combine(address) }
}

// SPDX-License-Identifier: GPL-2.0-only

/// A basic exit reason, with everything the SDM says of exits for that reason.
///
/// SDM volume 3, appendix "VMX Basic Exit Reasons" and chapter "VM Exits".
public struct ExitReason: Hashable, Sendable {
    /// What makes exits for the reason possible.
    public enum Cause: Hashable, Sendable {
        /// Nothing can prevent them.
        case always
        /// The control is 1.
        case control(ControlID)
        /// The control is 0.
        case controlClear(ControlID)
        /// The MSR bitmap has a bit of this direction set, or is not used, or the MSR lies outside its ranges.
        case msrBitmap(MSRAccess)
        /// The I/O bitmaps have a bit set.
        case ioBitmap
        /// A bit of the guest/host mask of CR0 or CR4 is set.
        case ownedControlRegisterBit
        /// The exception bitmap has a bit set.
        case exceptionBitmap
        /// The CPU has been told to use the feature that VMFUNC, an SGX leaf or another bitmap governs.
        case bitmap(String)
        /// All of the causes at once.
        case all([Cause])
    }

    /// When, with respect to the instruction, the exit happens.
    public enum Kind: String, Hashable, Sendable {
        /// Before the instruction that causes it took effect; RIP points at it.
        case faultLike
        /// After the instruction that causes it; RIP must not be advanced.
        case trapLike
        /// Not because of an instruction.
        case asynchronous
        /// During VM entry.
        case entryFailure
    }

    /// Where an exit says that IRET had unblocked NMIs before it faulted (bit 12).
    public enum NMIUnblocking: String, Hashable, Sendable {
        case never
        case exitQualification
        case interruptionInformation
    }

    public let number: UInt16
    /// The SDM's name, for example `Control-register accesses`.
    public let name: String
    /// Linux's macro, for example `EXIT_REASON_CR_ACCESS`.
    public let symbol: String
    public let causes: [Cause]
    public let qualification: BitLayoutDescription?
    public let instructionInformation: BitLayoutDescription?
    /// Whether the VM-exit instruction length is defined.
    public let instructionLengthIsValid: Bool
    public let kind: Kind
    /// Whether it can happen while an event is delivered through the IDT.
    public let duringEventDelivery: Bool
    /// Whether code at CPL 3 can cause it.
    public let fromUserMode: Bool
    public let nmiUnblocking: NMIUnblocking
    public let guestLinearAddressIsValid: Bool
    public let guestPhysicalAddressIsValid: Bool
    /// The feature without which no processor produces it.
    public let existsWhen: CapabilityPredicate
    /// How often it is expected, relative to other reasons: what the dispatch compares first.
    public let rate: UInt32
    public let linux: LinuxName
    public let location: SourceLocation

    public init(
        number: UInt16, name: String, symbol: String, causes: [Cause], qualification: BitLayoutDescription?,
        instructionInformation: BitLayoutDescription?, instructionLengthIsValid: Bool, kind: Kind,
        duringEventDelivery: Bool, fromUserMode: Bool, nmiUnblocking: NMIUnblocking,
        guestLinearAddressIsValid: Bool, guestPhysicalAddressIsValid: Bool, existsWhen: CapabilityPredicate,
        rate: UInt32, linux: LinuxName, location: SourceLocation
    ) {
        self.number = number
        self.name = name
        self.symbol = symbol
        self.causes = causes
        self.qualification = qualification
        self.instructionInformation = instructionInformation
        self.instructionLengthIsValid = instructionLengthIsValid
        self.kind = kind
        self.duringEventDelivery = duringEventDelivery
        self.fromUserMode = fromUserMode
        self.nmiUnblocking = nmiUnblocking
        self.guestLinearAddressIsValid = guestLinearAddressIsValid
        self.guestPhysicalAddressIsValid = guestPhysicalAddressIsValid
        self.existsWhen = existsWhen
        self.rate = rate
        self.linux = linux
        self.location = location
    }

    public static func == (left: ExitReason, right: ExitReason) -> Bool { left.number == right.number }
    public func hash(into hasher: inout Hasher) { hasher.combine(number) }
}

/// The direction of an access to an MSR.
public enum MSRAccess: String, Hashable, Sendable, CaseIterable {
    case read
    case write
}

// SPDX-License-Identifier: GPL-2.0-only

/// How a path of a handler ends.
public enum Disposition: Hashable, Sendable {
    /// The instruction is done: go on behind it.
    case advance
    /// Go on at the guest's RIP as it is.
    case resume
    /// Deliver an event to the guest at its RIP as it is.
    case inject(InjectedEvent)
    /// Deliver the interrupt of this vector, which the guest must be able to take.
    case injectInterrupt(vector: Expression)
    /// Deliver the exception or NMI for which the guest exited.
    case reflect
    /// Return to the process that runs the vcpu; RIP as it is.
    case leaveToUser(UserReason)
    /// Advance, then return to the process that runs the vcpu.
    case advanceAndLeaveToUser(UserReason)
    /// Give the processor back, with the guest going on behind the instruction.
    case advanceAndStop(StopReason)
    /// Give the processor back as it is.
    case stop(StopReason)
    /// Something went wrong: record it, and give the processor back as it is.
    case fatal(StopReason)
}

/// An event that a handler delivers.
public struct InjectedEvent: Hashable, Sendable {
    /// Bits 10:8 of the VM-entry interruption information.
    public enum Kind: UInt32, Hashable, Sendable, CaseIterable {
        case externalInterrupt = 0
        case nonMaskableInterrupt = 2
        case hardwareException = 3
        case softwareInterrupt = 4
        case privilegedSoftwareException = 5
        case softwareException = 6
        case other = 7
    }

    public let kind: Kind
    public let vector: UInt8
    public let errorCode: Expression?

    public init(kind: Kind, vector: UInt8, errorCode: Expression?) {
        self.kind = kind
        self.vector = vector
        self.errorCode = errorCode
    }

    /// Bit 31 of the interruption information.
    private static let valid: UInt32 = 1 << 31

    /// The interruption information of an external interrupt, but for its vector.
    public static let validExternalInterrupt: UInt64 = UInt64(valid | Kind.externalInterrupt.rawValue << 8)

    /// The VM-entry interruption-information word.
    public var information: UInt32 {
        Self.valid | (errorCode == nil ? 0 : 1 << 11) | kind.rawValue << 8 | UInt32(vector)
    }
}

/// A named piece of handler IR: how a disposition is carried out.
public struct Routine: Hashable, Sendable {
    /// In lowerCamelCase.
    public let name: String
    /// One line for kernel-doc.
    public let summary: String
    public let parameters: [Local]
    /// What each parameter is, for kernel-doc, in the order of the parameters.
    public let parameterSummaries: [String]
    public let body: [Statement]
    /// Whether every path through the routine ends in a disposition of its own; otherwise none does.
    public let endsPath: Bool
    public let location: SourceLocation

    public init(
        name: String, summary: String, parameters: [Local], parameterSummaries: [String] = [], body: [Statement],
        endsPath: Bool, location: SourceLocation
    ) {
        self.parameterSummaries = parameterSummaries
        self.endsPath = endsPath
        self.name = name
        self.summary = summary
        self.parameters = parameters
        self.body = body
        self.location = location
    }

    public static func == (left: Routine, right: Routine) -> Bool { left.name == right.name }
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// The routines that dispositions are lowered to. They are facts of the
/// architecture, so `Spec/Architecture` writes them, in the language of the handlers.
public struct DispositionRoutines: Sendable {
    /// Goes behind the instruction: length, single-step, interrupt shadow.
    public let advance: Routine
    /// Delivers again what the exit interrupted, and blocks NMIs again where IRET had unblocked them;
    /// parameter `nmiUnblocking`: the bit in which the exit says so.
    public let reinject: Routine
    /// Injects an event; parameters `information` and `errorCode`.
    public let inject: Routine
    /// Injects where the exit may have interrupted the delivery of another event; ends the path,
    /// since the two may make a triple fault.
    public let injectDuringDelivery: Routine
    /// Delivers the event for which the exit came; ends the path, as ``injectDuringDelivery`` does.
    public let reflect: Routine
    public let sources: EventInformationSources

    public init(
        advance: Routine, reinject: Routine, inject: Routine, injectDuringDelivery: Routine,
        reflect: Routine, sources: EventInformationSources
    ) {
        self.sources = sources
        self.advance = advance
        self.reinject = reinject
        self.inject = inject
        self.injectDuringDelivery = injectDuringDelivery
        self.reflect = reflect
    }
}

extension DispositionRoutines {
    /// In the order in which they are printed.
    public var all: [Routine] { [advance, reinject, inject, injectDuringDelivery, reflect] }
}

/// The fields in which an exit tells of IRET and events; `Spec/Architecture` names them.
public struct EventInformationSources: Sendable {
    public let qualification: VMCSField
    public let interruptionInformation: VMCSField

    public init(qualification: VMCSField, interruptionInformation: VMCSField) {
        self.qualification = qualification
        self.interruptionInformation = interruptionInformation
    }
}

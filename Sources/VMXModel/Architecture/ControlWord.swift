// SPDX-License-Identifier: GPL-2.0-only

/// Names a word that holds VM-execution, VM-exit or VM-entry controls. The spec declares them, each next to its bits.
public struct ControlWordID: Sendable {
    // Plain bytes, without a reference to count: negotiation and its proof copy these all the time.
    private let literal: StaticString
    private let place: UInt8

    /// No word has this number or a higher one.
    public static let limit: Int = 32

    public init(_ number: Int, _ name: StaticString) {
        precondition((0..<Self.limit).contains(number), "\(name) cannot be control word \(number)")
        literal = name
        place = UInt8(number)
    }

    /// The place among all words, from 0 on: in the order of the words, in `enum hv_control_word` and in the ABI.
    public var number: Int { Int(place) }
    /// For example `secondaryExit`: what people type, and where the names in C come from.
    public var name: String { literal.description }
}

extension ControlWordID: Hashable, Comparable, CustomStringConvertible {
    public static func == (left: ControlWordID, right: ControlWordID) -> Bool { left.place == right.place }
    public static func < (left: ControlWordID, right: ControlWordID) -> Bool { left.place < right.place }
    public func hash(into hasher: inout Hasher) { hasher.combine(place) }
    public var description: String { name }
}

/// A word of control bits, and how a processor says which of them it has.
public struct ControlWord: Hashable, Sendable {
    /// How the capability MSR reports the word.
    public enum Rule: Hashable, Sendable {
        /// Bits 31:0 must be 1 where set (allowed 0-settings), bits 63:32 may be 1.
        case allowedPair
        /// Each of the 64 bits may be 1 where set; none is ever forced.
        case allowedOnesOnly
    }

    /// When the processor looks at the word's bits.
    public enum Part: Hashable, Sendable {
        /// While the guest runs.
        case execution
        case exit
        case entry
    }

    public let id: ControlWordID
    /// The SDM's name, for example `Primary Processor-Based VM-Execution Controls`.
    public let name: String
    /// Prefix of the C constants of its bits, for example `PRIMARY`.
    public let symbol: String
    /// What messages call one of its controls, for example `primary processor-based control`: short, because the text
    /// of a refusal has a limit.
    public let controlName: String
    public let part: Part
    /// The field that holds the word.
    public let field: VMCSField
    public let capabilityMSR: CapabilityMSR
    /// The MSR that also tells which default1 bits may be 0.
    public let trueMSR: CapabilityMSR?
    public let rule: Rule
    /// Bits that were reserved to 1 on the first processors.
    public let default1: UInt64
    /// The control that must be 1 for the word to be looked at; nil when it always is.
    public let activatedBy: ControlID?
    public let location: SourceLocation

    public init(
        id: ControlWordID, name: String, symbol: String, controlName: String, part: Part, field: VMCSField,
        capabilityMSR: CapabilityMSR, trueMSR: CapabilityMSR?, rule: Rule, default1: UInt64, activatedBy: ControlID?,
        location: SourceLocation
    ) {
        self.id = id
        self.name = name
        self.symbol = symbol
        self.controlName = controlName
        self.part = part
        self.field = field
        self.capabilityMSR = capabilityMSR
        self.trueMSR = trueMSR
        self.rule = rule
        self.default1 = default1
        self.activatedBy = activatedBy
        self.location = location
    }

    /// Whether the word has 64 bits, not 32.
    public var isWide: Bool { field.width == .bits64 }
}

/// One bit of a control word.
public struct ControlBit: Hashable, Sendable {
    public let id: ControlID
    /// The SDM's name, for example `Use MSR bitmaps`.
    public let name: String
    /// Linux's name of the mask, for example `CPU_BASED_USE_MSR_BITMAPS`.
    public let symbol: String
    /// What must also be so when this bit is 1, or VM entry fails.
    public let requires: [ControlRequirement]
    /// Controls of the other direction that belong to this one: no VM entry fails without them, but guest and root
    /// would run with each other's state.
    public let counterparts: [ControlCounterpart]
    public let linux: LinuxName
    public let location: SourceLocation

    public init(
        id: ControlID, name: String, symbol: String, requires: [ControlRequirement],
        counterparts: [ControlCounterpart] = [], linux: LinuxName, location: SourceLocation
    ) {
        self.id = id
        self.name = name
        self.symbol = symbol
        self.requires = requires
        self.counterparts = counterparts
        self.linux = linux
        self.location = location
    }

    public var mask: UInt64 { 1 << UInt64(id.bit) }

    public static func == (left: ControlBit, right: ControlBit) -> Bool { left.id == right.id }
    public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

/// What a control needs from others, by the SDM's checks on control fields.
public enum ControlRequirement: Hashable, Sendable {
    /// The other control must be 1.
    case set(ControlID)
    /// The other control must be 0.
    case clear(ControlID)
}

/// A control that must be 1 together with another, so that each side keeps its state over VM entry and VM exit.
public struct ControlCounterpart: Hashable, Sendable {
    public let control: ControlID
    /// What happens without it, as a sentence without a full stop.
    public let otherwise: String

    public init(_ control: ControlID, otherwise: String) {
        self.control = control
        self.otherwise = otherwise
    }
}

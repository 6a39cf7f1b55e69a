// SPDX-License-Identifier: GPL-2.0-only

/// What a user writes: one hypervisor, before it is verified.
public struct HypervisorDescription: Sendable {
    /// Who the guest is.
    public enum Mode: String, Hashable, Sendable {
        /// The running kernel itself.
        case runningSystem
        /// A vcpu that runs on behalf of a process, with Linux as the host.
        case guest
    }

    /// The name `hvctl start` takes; a C identifier in lower case.
    public let name: String
    public let summary: String
    public let mode: Mode
    /// Not offered to users; it exists for the tests.
    public let isTestOnly: Bool
    public let controls: [ControlRequest]
    public let ownedBits: [OwnedControlRegisterBits]
    public let msrRules: [MSRRule]
    /// Exception vectors whose bit in the exception bitmap is set.
    public let interceptedExceptions: [InterceptedException]
    public let states: [StateVariable]
    public let hypercalls: [Hypercall]
    public let handlers: [Handler]
    /// The writes that set up the VMCS, after the controls; in the language of the handlers.
    public let setup: [Statement]
    public let location: SourceLocation

    public init(
        name: String, summary: String, mode: Mode, isTestOnly: Bool, controls: [ControlRequest],
        ownedBits: [OwnedControlRegisterBits], msrRules: [MSRRule], interceptedExceptions: [InterceptedException],
        states: [StateVariable], hypercalls: [Hypercall], handlers: [Handler], setup: [Statement],
        location: SourceLocation
    ) {
        self.name = name
        self.summary = summary
        self.mode = mode
        self.isTestOnly = isTestOnly
        self.controls = controls
        self.ownedBits = ownedBits
        self.msrRules = msrRules
        self.interceptedExceptions = interceptedExceptions
        self.states = states
        self.hypercalls = hypercalls
        self.handlers = handlers
        self.setup = setup
        self.location = location
    }
}

/// That a hypervisor wants a control to be 1.
public struct ControlRequest: Hashable, Sendable {
    public enum Level: Hashable, Sendable {
        /// Without it the hypervisor does not start.
        case required
        /// Set where the processor allows it; handlers ask `enabled`.
        case preferred
        /// Required on processors whose CPUID shows the feature to the guest, else left 0.
        case whenCPUID(CPUIDFeature)
    }

    public let control: ControlBit
    public let level: Level
    public let location: SourceLocation

    public init(_ control: ControlBit, _ level: Level, at location: SourceLocation) {
        self.control = control
        self.level = level
        self.location = location
    }
}

/// Bits of CR0 or CR4 that the hypervisor owns: the guest reads them from the
/// read shadow, and a MOV that would make them differ from it exits.
public struct OwnedControlRegisterBits: Hashable, Sendable {
    public enum Register: String, Hashable, Sendable, CaseIterable {
        case cr0, cr4
    }

    public let register: Register
    public let mask: UInt64
    /// What a handler or a reader calls the bits, for example `VMXE`.
    public let name: String
    /// Whether the read shadow starts with the register's own bit; else with 0.
    public let showsOwnValue: Bool
    public let location: SourceLocation

    public init(
        register: Register, mask: UInt64, name: String, showsOwnValue: Bool, location: SourceLocation
    ) {
        self.register = register
        self.mask = mask
        self.name = name
        self.showsOwnValue = showsOwnValue
        self.location = location
    }
}

/// What happens when the guest reads or writes some MSRs.
public struct MSRRule: Hashable, Sendable {
    public let name: String
    public let range: ClosedRange<UInt32>
    public let accesses: [MSRAccess]
    public let location: SourceLocation

    public init(name: String, range: ClosedRange<UInt32>, accesses: [MSRAccess], location: SourceLocation) {
        self.name = name
        self.range = range
        self.accesses = accesses
        self.location = location
    }
}

/// An exception that exits.
public struct InterceptedException: Hashable, Sendable {
    public let vector: UInt8
    public let location: SourceLocation

    public init(vector: UInt8, location: SourceLocation) {
        self.vector = vector
        self.location = location
    }
}

/// A call that the guest can make with VMCALL: RAX number and result, RCX and RDX arguments.
public struct Hypercall: Hashable, Sendable {
    public let number: UInt32
    /// In lowerCamelCase.
    public let name: String
    public let summary: String
    /// Whether CPL 3 is refused.
    public let isPrivileged: Bool
    public let location: SourceLocation

    public init(number: UInt32, name: String, summary: String, isPrivileged: Bool, location: SourceLocation) {
        self.number = number
        self.name = name
        self.summary = summary
        self.isPrivileged = isPrivileged
        self.location = location
    }
}

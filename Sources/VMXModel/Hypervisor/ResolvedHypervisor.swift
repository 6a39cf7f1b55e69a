// SPDX-License-Identifier: GPL-2.0-only

/// A hypervisor that every rule of the verifier has let pass, ready to be printed.
/// Only the verifier makes one.
public struct ResolvedHypervisor: Sendable {
    /// A handler whose dispositions and field reads are spelled out.
    public struct LoweredHandler: Sendable {
        public let reason: ExitReason
        /// What it is printed as: what its author wants, or what fits it.
        public let form: Handler.Form
        /// How often it is expected to run, relative to the others.
        public let rate: UInt32
        public let body: [Statement]
        public let location: SourceLocation

        public init(
            reason: ExitReason, form: Handler.Form, rate: UInt32? = nil, body: [Statement], location: SourceLocation
        ) {
            self.reason = reason
            self.form = form
            self.rate = rate ?? reason.rate
            self.body = body
            self.location = location
        }
    }

    public let description: HypervisorDescription
    /// By exit-reason number.
    public let handlers: [LoweredHandler]
    /// The set-up of the VMCS with field reads spelled out.
    public let setup: [Statement]
    /// Stop and fatal reasons in the order of their numbers, which start at 1.
    public let stopReasons: [StopReason]
    /// Exits that this hypervisor's controls, bitmaps and masks can cause.
    public let possibleExits: [ExitReason]

    public init(
        description: HypervisorDescription, handlers: [LoweredHandler], setup: [Statement],
        stopReasons: [StopReason], possibleExits: [ExitReason]
    ) {
        self.description = description
        self.handlers = handlers
        self.setup = setup
        self.stopReasons = stopReasons
        self.possibleExits = possibleExits
    }

    public var name: String { description.name }
}

/// Everything that hvgen prints: the architecture and the hypervisors that passed.
public struct ResolvedModel: Sendable {
    public let architecture: ArchitectureDescription
    /// The architecture's routines, with field reads spelled out.
    public let routines: [Routine]
    public let hypervisors: [ResolvedHypervisor]

    public init(architecture: ArchitectureDescription, routines: [Routine], hypervisors: [ResolvedHypervisor]) {
        self.architecture = architecture
        self.routines = routines
        self.hypervisors = hypervisors
    }
}

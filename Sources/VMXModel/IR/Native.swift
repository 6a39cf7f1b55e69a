// SPDX-License-Identifier: GPL-2.0-only

/// A function of the runtime that a handler may call, with everything it may do.
public struct Native: Hashable, Sendable {
    /// What a call may touch.
    public struct Effects: Hashable, Sendable {
        public var readsFields: [VMCSField]
        /// Read only where the processor has them, which the native looks at itself.
        public var readsFieldsThatExist: [VMCSField]
        public var writesFields: [VMCSField]
        public var touchesRegisters: Bool
        public var readsMSRs: Bool
        public var writesMSRs: Bool
        /// Memory beside the vcpu's own.
        public var touchesMemory: Bool

        public init(
            readsFields: [VMCSField] = [], readsFieldsThatExist: [VMCSField] = [], writesFields: [VMCSField] = [],
            touchesRegisters: Bool = false, readsMSRs: Bool = false, writesMSRs: Bool = false,
            touchesMemory: Bool = false
        ) {
            self.readsFields = readsFields
            self.readsFieldsThatExist = readsFieldsThatExist
            self.writesFields = writesFields
            self.touchesRegisters = touchesRegisters
            self.readsMSRs = readsMSRs
            self.writesMSRs = writesMSRs
            self.touchesMemory = touchesMemory
        }
    }

    /// How the interpreter carries the call out.
    public enum Model: Hashable, Sendable {
        /// Each result is what the simulated machine answers for this native and these arguments.
        case oracle
    }

    /// In lowerCamelCase; the C function is `hv_` and the name in snake_case.
    public let name: String
    /// One line for kernel-doc.
    public let summary: String
    public let parameters: [Local]
    public let results: [Local]
    public let effects: Effects
    public let model: Model
    public let location: SourceLocation

    public init(
        name: String, summary: String, parameters: [Local], results: [Local], effects: Effects,
        model: Model = .oracle, location: SourceLocation
    ) {
        self.name = name
        self.summary = summary
        self.parameters = parameters
        self.results = results
        self.effects = effects
        self.model = model
        self.location = location
    }

    public static func == (left: Native, right: Native) -> Bool { left.name == right.name }
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// A kind of record in the event ring.
public struct EventKind: Hashable, Sendable {
    /// As in the uapi header, for example `HYPERCALL`.
    public let symbol: String
    public let number: UInt16
    /// What the words of the record mean.
    public let arguments: [String]
    public let summary: String

    public init(symbol: String, number: UInt16, arguments: [String], summary: String) {
        self.symbol = symbol
        self.number = number
        self.arguments = arguments
        self.summary = summary
    }
}

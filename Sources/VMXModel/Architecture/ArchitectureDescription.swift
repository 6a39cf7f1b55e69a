// SPDX-License-Identifier: GPL-2.0-only

/// The whole description of VT-x, as plain lists in the order of the manual.
public struct ArchitectureDescription: Sendable {
    /// A VMCS field with the Swift name it is declared under.
    public struct NamedField: Sendable {
        public let label: String
        public let field: VMCSField

        public init(label: String, field: VMCSField) {
            self.label = label
            self.field = field
        }
    }

    public let fields: [NamedField]
    public let controlWords: [ControlWord]
    public let controls: [ControlBit]
    public let capabilityMSRs: [CapabilityMSR]
    public let exitReasons: [ExitReason]
    /// MSRs beside the capability MSRs that policies and handlers name.
    public let msrs: [ModelSpecificRegister]
    /// What VMX instructions leave in the VM-instruction error field, by number.
    public let instructionErrors: [InstructionError]
    /// Layouts of words beside the qualifications and the instruction information.
    public let words: [BitLayoutDescription]
    /// Structures in memory.
    public let records: [RecordDescription]
    /// Processors of which it is known what they allow; reports say which hypervisors run there.
    public let processors: [CapturedProcessor]
    /// Layouts of registers of the processor.
    public let registers: [BitLayoutDescription]
    /// Which fields have which layout.
    public let fieldLayouts: [FieldLayout]
    public let namedValues: [NamedValues]
    /// What processors check on VM entry, in the order of the manual.
    public let entryChecks: [EntryCheck]
    /// How each disposition is carried out.
    public let dispositions: DispositionRoutines

    /// The Swift names of controls and exit reasons, by their symbols.
    public let swiftNames: [String: String]

    private let labels: [VMCSField: String]

    public init(
        fields: [NamedField], controlWords: [ControlWord], controls: [ControlBit], capabilityMSRs: [CapabilityMSR],
        exitReasons: [ExitReason], msrs: [ModelSpecificRegister],
        instructionErrors: [InstructionError] = [], words: [BitLayoutDescription] = [],
        records: [RecordDescription] = [], processors: [CapturedProcessor] = [],
        registers: [BitLayoutDescription] = [], fieldLayouts: [FieldLayout] = [], namedValues: [NamedValues] = [],
        entryChecks: [EntryCheck] = [], swiftNames: [String: String] = [:],
        dispositions: DispositionRoutines
    ) {
        self.fields = fields
        self.controlWords = controlWords
        self.controls = controls
        self.capabilityMSRs = capabilityMSRs
        self.exitReasons = exitReasons
        self.msrs = msrs
        self.instructionErrors = instructionErrors
        self.words = words
        self.records = records
        self.processors = processors
        self.registers = registers
        self.fieldLayouts = fieldLayouts
        self.namedValues = namedValues
        self.swiftNames = swiftNames
        self.entryChecks = entryChecks
        self.dispositions = dispositions
        labels = Dictionary(fields.map { ($0.field, $0.label) }) { first, _ in first }
    }

    /// The declaration of a control; nil when the database does not have it.
    public func control(_ id: ControlID) -> ControlBit? { controls.first { $0.id == id } }

    /// The Swift name that a field is declared under; its symbol when it has none.
    public func label(of field: VMCSField) -> String {
        labels[field] ?? field.symbol
    }

    /// The capability MSRs from IA32_VMX_BASIC on, which follow each other.
    public var vmxCapabilityMSRs: [CapabilityMSR] { capabilityMSRs.filter { $0.address >= 0x480 } }
}

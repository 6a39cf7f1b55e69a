// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// The whole resolved model as data, in the order of the manual.
public struct ModelExport: Encodable, Sendable {
    public struct Field: Encodable, Sendable {
        public let name: String
        public let symbol: String
        public let label: String
        public let encoding: String
        public let width: String
        public let group: String
        /// `read-write` or `read-only`.
        public let access: String
        public let existsWhen: String
        /// Whether two independent sources have this encoding.
        public let confirmed: Bool
        public let sources: [String]
        /// The name in older editions of the manual.
        public let formerName: String?
        /// The name of the layout of its bits.
        public let layout: String?
    }

    public struct Control: Encodable, Sendable {
        public let word: String
        public let bit: Int
        public let name: String
        public let symbol: String
        public let capabilityMSR: String
        public let trueMSR: String?
        public let default1: Bool
        public let requires: [String]
        /// Controls of the other direction without which guest and root would run with each other's state.
        public let counterparts: [Counterpart]

        public struct Counterpart: Encodable, Sendable {
            public let control: String
            public let otherwise: String
        }
    }

    public struct ExitReason: Encodable, Sendable {
        public let number: Int
        public let name: String
        public let symbol: String
        public let causes: [String]
        public let qualification: [Bits]?
        public let instructionInfo: [Bits]?
        /// The names of both layouts.
        public let qualificationLayout: String?
        public let instructionInfoLayout: String?
        public let instructionLength: Bool
        public let kind: String
        public let duringEventDelivery: Bool
        public let fromUserMode: Bool
        public let nmiUnblocking: String
        public let guestLinearAddress: Bool
        public let guestPhysicalAddress: Bool
        public let existsWhen: String
    }

    public struct Bits: Encodable, Sendable {
        public let name: String
        public let label: String
        public let high: Int
        public let low: Int
    }

    public struct CapabilityMSR: Encodable, Sendable {
        public let name: String
        public let symbol: String
        public let address: String
        public let existsWhen: String
        public let layout: [Bits]?
    }

    public struct InstructionError: Encodable, Sendable {
        public let number: Int
        public let text: String
        public let symbol: String
    }

    public struct MSR: Encodable, Sendable {
        public let name: String
        public let address: String
        /// The symbol of the field that has the guest's value.
        public let guestField: String?
    }

    public struct Values: Encodable, Sendable {
        public struct Value: Encodable, Sendable {
            public let name: String
            public let label: String
            public let number: UInt64
        }

        public let name: String
        public let symbol: String
        public let values: [Value]
    }

    public struct Word: Encodable, Sendable {
        public let name: String
        public let symbol: String
        /// Of the whole word, in bits.
        public let width: Int
        public let layout: [Bits]
    }

    public struct Record: Encodable, Sendable {
        public struct Member: Encodable, Sendable {
            public let name: String
            public let symbol: String
            public let offset: Int
            public let size: Int
            public let layout: [Bits]?
        }

        public let name: String
        public let symbol: String
        public let size: Int
        public let alignment: Int
        public let members: [Member]
    }

    public struct Processor: Encodable, Sendable {
        public struct MSR: Encodable, Sendable {
            public let address: String
            /// Nil when the processor does not have it.
            public let value: String?
        }

        public struct Leaf: Encodable, Sendable {
            public let leaf: String
            public let subleaf: String
            public let eax: String
            public let ebx: String
            public let ecx: String
            public let edx: String
        }

        public let name: String
        public let brand: String
        public let source: String
        public let msrs: [MSR]
        public let cpuid: [Leaf]
    }

    /// Grows by one when something is renamed, goes or changes its meaning; what is added leaves it alone.
    /// `Spec/Architecture/README.md` describes it.
    public let schema: Int = 1
    public let fields: [Field]
    public let controls: [Control]
    public let exitReasons: [ExitReason]
    public let instructionErrors: [InstructionError]
    public let capabilityMSRs: [CapabilityMSR]
    public let words: [Word]
    /// Every layout once, those of exits, registers and capability MSRs included.
    public let layouts: [Word]
    public let values: [Values]
    public let records: [Record]
    public let processors: [Processor]
    /// MSRs beside the capability MSRs.
    public let msrs: [MSR]
    public let entryChecks: [ExportedEntryCheck]
    public let hypervisors: [Manifest.Hypervisor]
    /// What each handler of each hypervisor may do.
    public let effects: [HandlerEffects]
    public let natives: [NativeDeclaration]

    public init(of model: ResolvedModel) {
        let architecture: ArchitectureDescription = model.architecture
        fields = architecture.fields.map { Field($0, layout: architecture.layout(of: $0.field)?.name) }
        controls = architecture.controls.map { control in
            Control(control, in: architecture.controlWords.first { $0.id == control.id.word }!)
        }
        exitReasons = architecture.exitReasons.map { ExitReason($0) }
        capabilityMSRs = architecture.capabilityMSRs.map { msr in
            CapabilityMSR(
                name: msr.name, symbol: msr.symbol, address: hexadecimal(msr.address),
                existsWhen: msr.existsWhen.text, layout: msr.layout.map(Self.bits))
        }
        instructionErrors = architecture.instructionErrors.map { error in
            InstructionError(number: Int(error.number), text: error.text, symbol: error.symbol)
        }
        words = architecture.words.map { Word($0) }
        layouts = architecture.layouts.map { Word($0) }
        values = architecture.namedValues.map { set in
            Values(
                name: set.name, symbol: set.symbol,
                values: set.values.map { Values.Value(name: $0.name, label: $0.label, number: $0.number) })
        }
        msrs = architecture.msrs.map { msr in
            MSR(name: msr.name, address: hexadecimal(msr.address), guestField: msr.guestField?.symbol)
        }
        records = architecture.records.map { Record($0) }
        processors = architecture.processors.map { Processor($0) }
        entryChecks = architecture.entryChecks.map { ExportedEntryCheck($0) }
        hypervisors = Manifest(of: model).hypervisors
        effects = model.hypervisors.flatMap { hypervisor in
            hypervisor.handlers.map { HandlerEffects(of: $0, in: hypervisor, routines: model.routines) }
        }
        natives = NativeDeclaration.all(of: model)
    }

    static func bits(of layout: BitLayoutDescription) -> [Bits] {
        layout.fields.map { Bits(name: $0.bits.name, label: $0.label, high: $0.bits.high, low: $0.bits.low) }
    }
}

extension ModelExport.Processor {
    init(_ processor: CapturedProcessor) {
        name = processor.name
        brand = processor.brand
        source = processor.source
        msrs = processor.msrs.map { MSR(address: hexadecimal($0.address), value: $0.value.map { hexadecimal($0) }) }
        cpuid = processor.cpuid.map { leaf in
            Leaf(
                leaf: hexadecimal(leaf.leaf), subleaf: hexadecimal(leaf.subleaf), eax: hexadecimal(leaf.eax),
                ebx: hexadecimal(leaf.ebx), ecx: hexadecimal(leaf.ecx), edx: hexadecimal(leaf.edx))
        }
    }
}

extension ModelExport.Word {
    init(_ layout: BitLayoutDescription) {
        name = layout.name
        symbol = layout.symbol
        width = layout.width
        self.layout = ModelExport.bits(of: layout)
    }
}

extension ModelExport.Record {
    init(_ record: RecordDescription) {
        name = record.name
        symbol = record.symbol
        size = record.size
        alignment = record.alignment
        members = record.members.map { member in
            Member(
                name: member.name, symbol: member.symbol, offset: member.offset, size: member.size,
                layout: member.layout.map(ModelExport.bits))
        }
    }
}

extension ModelExport.Field {
    init(_ named: ArchitectureDescription.NamedField, layout: String?) {
        name = named.field.name
        symbol = named.field.symbol
        label = named.label
        encoding = hexadecimal(named.field.encoding)
        width = named.field.width.name
        group = named.field.group.name
        access = named.field.isReadOnly ? "read-only" : "read-write"
        existsWhen = named.field.existsWhen.text
        confirmed = named.field.isConfirmed
        sources = named.field.sources.names
        formerName = named.field.formerName
        self.layout = layout
    }
}

extension ModelExport.Control {
    init(_ control: ControlBit, in declaration: ControlWord) {
        word = control.id.word.name
        bit = control.id.bit
        name = control.name
        symbol = control.symbol
        capabilityMSR = declaration.capabilityMSR.name
        trueMSR = declaration.trueMSR?.name
        default1 = declaration.default1 & control.mask != 0
        requires = control.requires.map { requirement in
            switch requirement {
            case .set(let id): id.description
            case .clear(let id): "!\(id)"
            }
        }
        counterparts = control.counterparts.map {
            Counterpart(control: $0.control.description, otherwise: $0.otherwise)
        }
    }
}

extension ModelExport.ExitReason {
    init(_ reason: VMXModel.ExitReason) {
        number = Int(reason.number)
        name = reason.name
        symbol = reason.symbol
        causes = reason.causes.map(\.text)
        qualification = reason.qualification.map(ModelExport.bits)
        instructionInfo = reason.instructionInformation.map(ModelExport.bits)
        qualificationLayout = reason.qualification?.name
        instructionInfoLayout = reason.instructionInformation?.name
        instructionLength = reason.instructionLengthIsValid
        kind = reason.kind.rawValue
        duringEventDelivery = reason.duringEventDelivery
        fromUserMode = reason.fromUserMode
        nmiUnblocking = reason.nmiUnblocking.rawValue
        guestLinearAddress = reason.guestLinearAddressIsValid
        guestPhysicalAddress = reason.guestPhysicalAddressIsValid
        existsWhen = reason.existsWhen.text
    }

}

extension CapabilityPredicate {
    var text: String {
        switch self {
        case .always: "always"
        case .allowed(let id): id.description
        case .msrBit(let address, let bit): "msr \(hexadecimal(address)) bit \(bit)"
        case .cpuid(let feature): "cpuid \(feature.name)"
        case .undocumented: "undocumented"
        case .any(let all): "(" + all.map(\.text).joined(separator: " | ") + ")"
        case .all(let all): "(" + all.map(\.text).joined(separator: " & ") + ")"
        }
    }
}

extension ExitReason.Cause {
    var text: String {
        switch self {
        case .always: "always"
        case .control(let id): id.description
        case .controlClear(let id): "!\(id)"
        case .msrBitmap(let access): "msr bitmap, \(access.rawValue)"
        case .ioBitmap: "i/o bitmap"
        case .ownedControlRegisterBit: "guest/host mask"
        case .exceptionBitmap: "exception bitmap"
        case .bitmap(let name): name
        case .all(let all): "(" + all.map(\.text).joined(separator: " & ") + ")"
        }
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// What checks of VM entry look at, in the order of the C enumeration: fields by their encodings, capability MSRs by
/// their addresses, then what neither has, and at the end what an entry of the MSR-load area has.
struct EntryInputs {
    let fields: [VMCSField]
    let capabilities: [CapabilityMSR]
    /// Machine values, but for those of an entry of the MSR-load area.
    let machine: [MachineValue]
    let msrParts: [MachineValue]
    /// The controls that rules look at, by word and bit.
    let controls: [ControlBit]
    /// The words of those, and what activates them.
    let words: [ControlWord]

    init(_ architecture: ArchitectureDescription) {
        let operands: [EntryOperand] = architecture.entryChecks.flatMap(\.operands)
        var fields: Set<VMCSField> = Set(architecture.fields.map(\.field).filter(Self.isMSRLoadCount))
        var capabilities: Set<CapabilityMSR> = []
        var controls: Set<ControlID> = []
        var machine: [MachineValue] = []
        for operand: EntryOperand in operands {
            switch operand {
            case .field(let field): fields.insert(field)
            case .control(let control): controls.insert(control.id)
            case .capability(let msr): capabilities.insert(msr)
            case .machine(let value):
                if !machine.contains(value) { machine.append(value) }
                if case .memory(let memory) = value.source { fields.insert(memory.address) }
            }
        }
        var words: [ControlWord] = architecture.controlWords.filter { word in
            controls.contains { $0.word == word.id }
        }
        while true {
            let missing: [ControlWord] = architecture.controlWords.filter { word in
                words.contains { $0.activatedBy?.word == word.id } && !words.contains { $0.id == word.id }
            }
            if missing.isEmpty { break }
            words += missing
        }
        self.words = architecture.controlWords.filter { word in words.contains { $0.id == word.id } }
        for word: ControlWord in words { fields.insert(word.field) }
        self.fields = fields.sorted { $0.encoding < $1.encoding }
        self.capabilities = capabilities.sorted { $0.address < $1.address }
        self.controls = architecture.controls.filter { controls.contains($0.id) }
        self.machine = machine.filter { !Self.isOfEntry($0) }
        self.msrParts = machine.filter(Self.isOfEntry)
    }

    static func isMSRLoadCount(_ field: VMCSField) -> Bool { field.symbol == "VM_ENTRY_MSR_LOAD_COUNT" }

    static func isOfEntry(_ value: MachineValue) -> Bool {
        if case .msrLoadEntry = value.source { return true }
        return false
    }

    /// The names of the inputs of a state, in order, without `HV_INPUT_`.
    var stateNames: [String] {
        fields.map(\.symbol) + capabilities.map(\.symbol) + machine.map { Self.name($0) }
    }

    static func name(_ value: MachineValue) -> String { CName.constant(value.name, most: 100) }

    static func name(_ operand: EntryOperand) -> String {
        switch operand {
        case .field(let field): field.symbol
        case .control(let control): control.symbol
        case .capability(let msr): msr.symbol
        case .machine(let value): name(value)
        }
    }
}

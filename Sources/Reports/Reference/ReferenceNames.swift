// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Where everything stands in the reference: one page a group, one anchor an item.
struct ReferenceNames {
    let architecture: ArchitectureDescription

    static func page(of group: FieldGroup) -> String {
        switch group {
        case .guestState: "guest-state-fields"
        case .hostState: "host-state-fields"
        case .control: "control-fields"
        case .exitInformation: "exit-information-fields"
        }
    }

    static func page(of word: ControlWordID) -> String {
        "controls-" + word.name.map { $0.isUppercase ? "-" + $0.lowercased() : String($0) }.joined()
    }

    /// The page of a layout: of what it first was declared for.
    func page(of layout: BitLayoutDescription) -> String {
        if (architecture.words + architecture.registers).contains(where: { $0.name == layout.name }) { return "words" }
        if architecture.exitReasons.contains(where: { $0.qualification?.name == layout.name }) {
            return "qualifications"
        }
        if architecture.exitReasons.contains(where: { $0.instructionInformation?.name == layout.name }) {
            return "instruction-information"
        }
        return "capability-msrs"
    }

    static func anchor(_ field: VMCSField) -> String { "field-\(field.symbol.lowercased())" }
    static func anchor(_ control: ControlID) -> String {
        "control-\(page(of: control.word).dropFirst("controls-".count))-\(control.bit)"
    }
    static func anchor(_ reason: ExitReason) -> String { "exit-\(reason.number)" }
    static func anchor(_ layout: BitLayoutDescription) -> String { "layout-\(layout.symbol.lowercased())" }
    static func anchor(_ values: NamedValues) -> String { "values-\(values.symbol.lowercased())" }
    static func anchor(_ record: RecordDescription) -> String { "structure-\(record.symbol)" }
    static func anchor(_ error: InstructionError) -> String { "error-\(error.number)" }
    static func anchor(msr address: UInt32) -> String { "msr-\(hexadecimal(address))" }

    // MARK: Links

    static func link(_ text: String, _ page: String, _ anchor: String) -> String { "[\(text)](\(page).md#\(anchor))" }

    static func link(_ field: VMCSField) -> String { link(field.symbol, page(of: field.group), anchor(field)) }
    static func link(_ control: ControlBit) -> String {
        link("\"\(control.name)\"", page(of: control.id.word), anchor(control.id))
    }
    static func link(_ reason: ExitReason) -> String {
        link("\(reason.number) \(reason.name)", "exit-reasons", anchor(reason))
    }
    func link(_ layout: BitLayoutDescription) -> String {
        Self.link(layout.name, page(of: layout), Self.anchor(layout))
    }
    static func link(_ values: NamedValues) -> String { link(values.name, "values", anchor(values)) }
    static func link(_ record: RecordDescription) -> String { link(record.name, "structures", anchor(record)) }
    static func link(_ word: ControlWord) -> String { "[\(word.name)](\(page(of: word.id)).md)" }

    /// An MSR by its address; by the number alone when the database does not have it.
    func link(msr address: UInt32) -> String {
        let number: String = hexadecimal(address)
        if let msr = architecture.capabilityMSRs.first(where: { $0.address == address }) {
            return Self.link("\(msr.name) (\(number))", "capability-msrs", Self.anchor(msr: address))
        }
        guard let msr = architecture.msrs.first(where: { $0.address == address }) else { return "MSR \(number)" }
        return Self.link("\(msr.name) (\(number))", "msrs", Self.anchor(msr: address))
    }

    /// The words of explanations, with links in them.
    var text: DatabaseText {
        var text = DatabaseText(architecture: architecture)
        text.control = { Self.link($0) }
        text.msrLink = { link(msr: $0) }
        return text
    }
}

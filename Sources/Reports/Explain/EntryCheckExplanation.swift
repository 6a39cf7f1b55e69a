// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// A check of VM entry for people, and with a state the values that took part, spelled out.
public struct EntryCheckExplanation: Encodable, Sendable {
    /// What is known of an operand.
    public struct Known: Hashable, Sendable {
        public let bits: UInt64
        public let unknown: UInt64

        public init(bits: UInt64, unknown: UInt64) {
            self.bits = bits
            self.unknown = unknown
        }
    }

    /// Something that the check looks at.
    public struct Operand: Encodable, Sendable {
        /// `field`, `control`, `capability` or `machine`.
        public let kind: String
        public let name: String
        /// The SDM's name, or what it is.
        public let title: String
        /// The known bits in hexadecimal; nil without a state, or when none is known.
        public let value: String?
        /// The unknown bits; nil when there are none.
        public let unknown: String?
        /// The parts of the value where it has any.
        public let parts: [Explanation.Bits]
    }

    public let code: String
    public let name: String
    /// The title in SDM volume 3.
    public let section: String
    public let sentence: String
    /// When it is performed; nil when it always is.
    public let condition: String?
    public let predicate: String
    public let outcomes: [String]
    /// Which processors can perform it; nil for all.
    public let existsWhen: String?
    /// Why nothing breaks it and no other check; nil where something does.
    public let implied: String?
    public let sources: [String]
    public let operands: [Operand]

    /// - Parameter value: what is known of an operand; nil where nothing is.
    public init(
        _ check: EntryCheck, _ architecture: ArchitectureDescription, value: (EntryOperand) -> Known? = { _ in nil }
    ) {
        code = check.code
        name = check.name
        section = check.section.title
        sentence = check.sentence
        condition = check.condition.map(EntryNotation.text)
        predicate = EntryNotation.text(check.predicate)
        outcomes = check.outcomes.map(\.description)
        existsWhen = check.existsWhen == .always ? nil : check.existsWhen.text
        implied = check.implied
        sources = check.sources.names
        operands = check.operands.map { Operand($0, architecture, value($0)) }
    }

    /// For people.
    public var explanation: Explanation {
        let times: String = scopeText
        var facts: [(String, String?)] = [
            ("section", "SDM volume 3, \"\(section)\""),
            ("performed", (condition.map { "when " + $0 } ?? "always") + times),
            ("holds when", predicate), ("otherwise", outcomes.joined(separator: ", or ")),
            ("exists", existsWhen.map { "where " + $0 } ?? "on every processor"),
            ("implied", implied), ("sources", sources.joined(separator: ", ")),
        ]
        for operand: Operand in operands {
            var known: String = operand.value.map { " = " + $0 } ?? ""
            if let unknown = operand.unknown { known += " (unknown: \(unknown))" }
            facts.append(("looks at", "\(operand.name)\(known): \(operand.title)"))
            for part: Explanation.Bits in operand.parts where part.value != nil && part.value != "0x0" {
                facts.append(
                    ("", "  \(part.place)  \(part.value ?? "")  \(part.name)" + (part.meaning.map { ": \($0)" } ?? "")))
            }
        }
        return Explanation("entry check", "\(code): \(name)", facts, notes: [sentence])
    }

    private var scopeText: String {
        section == EntryCheckSection.loadingMSRs.title ? ", for each entry of the VM-entry MSR-load area" : ""
    }
}

extension EntryCheckExplanation.Operand {
    init(_ operand: EntryOperand, _ architecture: ArchitectureDescription, _ known: EntryCheckExplanation.Known?) {
        kind = operand.kind
        name = operand.name
        value = known.map { hexadecimal($0.bits) }
        unknown = known.flatMap { $0.unknown == 0 ? nil : hexadecimal($0.unknown) }
        let decoder = WordDecoder(architecture: architecture)
        switch operand {
        case .field(let field):
            title = field.name
            let word: ControlWord? = architecture.controlWords.first { $0.field == field }
            if let word {
                parts = known.map { decoder.bits(of: word, value: $0.bits) } ?? []
            } else if let layout = architecture.layout(of: field) {
                parts = known.map { decoder.bits(of: layout, value: $0.bits) } ?? []
            } else {
                parts = []
            }
        case .control(let control):
            title = control.name
            parts = []
        case .capability(let msr):
            title = "capability MSR \(hexadecimal(UInt64(msr.address)))"
            parts = known.flatMap { known in msr.layout.map { decoder.bits(of: $0, value: known.bits) } } ?? []
        case .machine(let machine):
            title = machine.summary
            parts = []
        }
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Spells words out, bit by bit.
struct WordDecoder {
    let architecture: ArchitectureDescription

    /// The bits of a layout, with the highest first; only where the layout itself was asked for, those that are 0 too.
    func bits(of layout: BitLayoutDescription, value: UInt64?) -> [Explanation.Bits] {
        layout.fields.reversed().map { field in
            let part: UInt64? = value.map { ($0 & field.bits.mask) >> UInt64(field.bits.low) }
            return Explanation.Bits(
                high: field.bits.high, low: field.bits.low, name: field.bits.name, value: part.map(hexadecimal),
                meaning: part.flatMap { architecture.values(in: layout, field.label)?[$0]?.name })
        }
    }

    /// What a value has set that the layout does not know.
    func notes(of layout: BitLayoutDescription, value: UInt64?) -> [String] {
        guard let value else { return [] }
        let known: UInt64 = layout.fields.reduce(0) { $0 | $1.bits.mask }
        return Self.unknown(value & ~known)
    }

    /// The controls of a word; of a value the set ones, and what is wrong with it by itself.
    func bits(of word: ControlWord, value: UInt64?) -> [Explanation.Bits] {
        controls(of: word).reversed().filter { value == nil || $0.mask & value! != 0 }.map { control in
            Explanation.Bits(
                high: control.id.bit, low: control.id.bit, name: "\(control.name) (\(control.symbol))",
                value: value == nil ? nil : "0x1", meaning: nil)
        }
    }

    func notes(of word: ControlWord, value: UInt64?) -> [String] {
        guard let value else { return [] }
        let all: [ControlBit] = controls(of: word)
        let known: UInt64 = all.reduce(word.default1) { $0 | $1.mask }
        var notes: [String] = Self.unknown(value & ~known)
        let unnamed: UInt64 = all.reduce(word.default1 & value) { $0 & ~$1.mask }
        if unnamed != 0 { notes.append("set and without a name, as default1 has them: \(Self.list(unnamed))") }
        let missing: UInt64 = word.default1 & ~value
        if missing != 0 {
            notes.append("0, which not every processor allows of default1 bits: \(Self.list(missing))")
        }
        for control: ControlBit in all where control.mask & value != 0 {
            for requirement: ControlRequirement in control.requires {
                let (other, wanted): (ControlID, Bool) =
                    switch requirement {
                    case .set(let id): (id, true)
                    case .clear(let id): (id, false)
                    }
                guard let declaration = architecture.control(other) else { continue }
                let text: String =
                    "\"\(control.name)\" requires \"\(declaration.name)\" (\(other)) to be \(wanted ? 1 : 0)"
                if other.word != word.id {
                    notes.append(text)
                } else if (declaration.mask & value != 0) != wanted {
                    notes.append(text + ", and it is not")
                }
            }
        }
        return notes
    }

    func controls(of word: ControlWord) -> [ControlBit] {
        architecture.controls.filter { $0.id.word == word.id }.sorted { $0.id < $1.id }
    }

    private static func unknown(_ bits: UInt64) -> [String] {
        bits == 0 ? [] : ["set, and not in the database: \(list(bits))"]
    }

    /// `bit 3`, `bits 3, 7 and 9`.
    static func list(_ bits: UInt64) -> String {
        let numbers: [String] = (0..<64).filter { bits >> UInt64($0) & 1 == 1 }.map(String.init)
        if numbers.count == 1 { return "bit \(numbers[0])" }
        return "bits " + numbers.dropLast().joined(separator: ", ") + " and " + (numbers.last ?? "")
    }

    /// A value that must fit so many bits.
    static func check(_ value: UInt64, fits bits: Int, _ name: String) throws(ExplainFailure) {
        if bits < 64 && value >> UInt64(bits) != 0 {
            throw ExplainFailure("\(hexadecimal(value)) does not fit the \(bits) bits of \(name)")
        }
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// `vtx/controls.h`: the control words, their bits, and what these require of each other.
struct ControlHeader {
    let architecture: ArchitectureDescription

    var text: String {
        CPrinter.header("controls", includes: ["types", "fields", "msrs"]) { printer in
            printer.lines(Self.introduction)
            for word: ControlWord in architecture.controlWords { print(word, &printer) }
            printer.list(
                "VTX_FOR_EACH_CONTROL_WORD", "X(word, field, capability MSR, TRUE MSR or 0, default1, rule, name)",
                architecture.controlWords.map(Self.row))
            printer.list(
                "VTX_FOR_EACH_CONTROL", "X(word, bit, symbol, whether it is in default1, name)",
                architecture.controls.map(row))
            printer.list(
                "VTX_FOR_EACH_REQUIREMENT",
                "X(word, control, word, control, value): where the first is 1, the second has the value",
                architecture.controls.flatMap(requirements))
        }
    }

    private static let introduction: [String] = [
        "",
        "/*",
        " * VTX_<control> is the bit in its word. The words have types of their own, so",
        " * that vtx_get_<control>() and vtx_set_<control>() of another word do not",
        " * compile.",
        " */",
        "#define VTX_CONTROL(name, constant, word_name, type)\t\t\t\\",
        "static inline bool vtx_get_##name(struct vtx_##word_name##_controls controls) \\",
        "{\t\t\t\t\t\t\t\t\t\\",
        "\treturn (controls.word & VTX_##constant) != 0;\t\t\t\\",
        "}\t\t\t\t\t\t\t\t\t\\",
        "static inline struct vtx_##word_name##_controls\t\t\t\t\\",
        "vtx_set_##name(struct vtx_##word_name##_controls controls, bool value)\t\\",
        "{\t\t\t\t\t\t\t\t\t\\",
        "\tif (value)\t\t\t\t\t\t\t\\",
        "\t\tcontrols.word |= VTX_##constant;\t\t\t\\",
        "\telse\t\t\t\t\t\t\t\t\\",
        "\t\tcontrols.word &= ~VTX_##constant;\t\t\t\\",
        "\treturn controls;\t\t\t\t\t\t\\",
        "}",
    ]

    static func width(of word: ControlWord) -> Int { word.field.valueType.bits }

    private func controls(of word: ControlWord) -> [ControlBit] {
        architecture.controls.filter { $0.id.word == word.id }.sorted { $0.id < $1.id }
    }

    private func print(_ word: ControlWord, _ printer: inout CPrinter) {
        let name: String = CName.word(word.id)
        let width: Int = Self.width(of: word)
        printer.section(word.name)
        printer.lines(["struct vtx_\(name)_controls {", "\t\(HeaderName.word(width)) word;", "};", ""])
        printer.define("VTX_\(word.symbol)_CONTROLS_FIELD", "VTX_\(word.field.symbol)")
        printer.define("VTX_\(word.symbol)_CONTROLS_MSR", "VTX_\(word.capabilityMSR.symbol)")
        if let trueMSR = word.trueMSR {
            printer.define("VTX_\(word.symbol)_CONTROLS_TRUE_MSR", "VTX_\(trueMSR.symbol)")
        }
        printer.define("VTX_\(word.symbol)_CONTROLS_DEFAULT1", HeaderName.constant(word.default1, width: width))
        printer.line()
        for control: ControlBit in controls(of: word) {
            printer.define("VTX_\(control.symbol)_BIT", String(control.id.bit))
            printer.define("VTX_\(control.symbol)", HeaderName.constant(control.mask, width: width))
        }
        printer.line()
        for control: ControlBit in controls(of: word) {
            printer.line(
                "VTX_CONTROL(\(control.symbol.lowercased()), \(control.symbol), \(name), \(HeaderName.word(width)))")
        }
    }

    private static func row(_ word: ControlWord) -> String {
        let trueMSR: String = word.trueMSR.map { "VTX_\($0.symbol)" } ?? "0"
        return "\(CName.word(word.id)), VTX_\(word.field.symbol), VTX_\(word.capabilityMSR.symbol), \(trueMSR), "
            + "\(HeaderName.constant(word.default1, width: width(of: word))), "
            + "\(word.rule == .allowedPair ? "PAIR" : "ONES"), \(HeaderName.literal(word.name))"
    }

    private func row(_ control: ControlBit) -> String {
        let isDefault1: Bool = (architecture.word(control.id.word)?.default1 ?? 0) & control.mask != 0
        return "\(CName.word(control.id.word)), \(control.id.bit), \(control.symbol), \(isDefault1 ? 1 : 0), "
            + HeaderName.literal(control.name)
    }

    private func requirements(_ control: ControlBit) -> [String] {
        control.requires.map { requirement in
            let (other, value): (ControlID, Int) =
                switch requirement {
                case .set(let id): (id, 1)
                case .clear(let id): (id, 0)
                }
            guard let declaration = architecture.control(other) else {
                preconditionFailure("\(control.name) depends on \(other), which the database does not have")
            }
            return "\(CName.word(control.id.word)), \(control.symbol), \(CName.word(other.word)), "
                + "\(declaration.symbol), \(value)"
        }
    }
}

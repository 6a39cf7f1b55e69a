// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Whole control words: `secondary`, `secondary=0x82`.
struct ControlWordExplainer: Explainer {
    let architecture: ArchitectureDescription
    private let table: NameTable

    init(architecture: ArchitectureDescription) {
        self.architecture = architecture
        table = NameTable(architecture.controlWords.map(Self.names))
    }

    func explanations(for query: ExplainQuery) throws(ExplainFailure) -> [Explanation] {
        var found: [Explanation] = []
        for index: Int in table[query.name] {
            found.append(try explanation(architecture.controlWords[index], query.value))
        }
        return found
    }

    var names: [String] { table.names }

    private static func names(_ word: ControlWord) -> [String] {
        [word.id.name, word.name, word.symbol, "\(word.id.name) controls"]
    }

    private func explanation(_ word: ControlWord, _ value: UInt64?) throws(ExplainFailure) -> Explanation {
        let decoder = WordDecoder(architecture: architecture)
        let bits: Int = word.field.valueType.bits
        if let value {
            try WordDecoder.check(value, fits: bits, word.name)
            return Explanation(
                "control word", word.name, value: hexadecimal(value), bits: decoder.bits(of: word, value: value),
                notes: decoder.notes(of: word, value: value))
        }
        let text = DatabaseText(architecture: architecture)
        return Explanation(
            "control word", word.name,
            [
                ("field", word.field.symbol), ("width", "\(bits) bits"),
                ("reported by", text.msr(word.capabilityMSR.address)),
                ("and by", word.trueMSR.map { text.msr($0.address) }),
                ("default1", hexadecimal(word.default1)),
                ("is used", word.activatedBy.map { "when \(text.name($0)) is 1" } ?? "always"),
            ],
            bits: decoder.bits(of: word, value: nil))
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// MSRs: `msr 0x48c`, `IA32_VMX_MISC`, `msr 0x48c=0xf0106334141`.
struct MSRExplainer: Explainer {
    let architecture: ArchitectureDescription
    private let table: NameTable
    private let others: NameTable

    init(architecture: ArchitectureDescription) {
        self.architecture = architecture
        table = NameTable(architecture.capabilityMSRs.map(Self.names))
        others = NameTable(architecture.msrs.map { [$0.name] })
    }

    func explanations(for query: ExplainQuery) throws(ExplainFailure) -> [Explanation] {
        let rest: String? = query.rest(behind: "msr")
        let name: String = rest ?? query.name
        let number: UInt64? = try? ExplainQuery.number(name)
        let (named, namedOthers): ([Int], [Int]) = (table[query, name], others[query, name])
        var found: [Explanation] = architecture.capabilityMSRs.enumerated().filter { index, msr in
            UInt64(msr.address) == number || named.contains(index)
        }.map { capability($0.element, query.value) }
        let known: Set<UInt32> = Set(architecture.capabilityMSRs.map(\.address))
        for (index, msr) in architecture.msrs.enumerated() where !known.contains(msr.address) {
            if UInt64(msr.address) == number || namedOthers.contains(index) {
                found.append(other(msr, query.value))
            }
        }
        if found.isEmpty, rest != nil, let number {
            throw ExplainFailure("the database has no MSR \(hexadecimal(number))")
        }
        return found
    }

    var names: [String] { table.names + others.names }

    private static func names(_ msr: CapabilityMSR) -> [String] {
        [msr.name, msr.symbol, "HV_" + msr.symbol, "VTX_" + msr.symbol]
    }

    private func capability(_ msr: CapabilityMSR, _ value: UInt64?) -> Explanation {
        let text = DatabaseText(architecture: architecture)
        let title: String = "\(msr.name), MSR \(hexadecimal(UInt64(msr.address)))"
        let decoder = WordDecoder(architecture: architecture)
        guard let value else {
            return Explanation(
                "msr", title,
                [
                    ("exists when", text.predicate(msr.existsWhen)), ("Linux", text.linux(msr.linux, msr.symbol)),
                    ("layout", msr.layout?.name), ("of", words(of: msr).map(\.name).first),
                ],
                bits: msr.layout.map { decoder.bits(of: $0, value: nil) } ?? [])
        }
        if let word = words(of: msr).first { return settings(title, word, value) }
        if let register = architecture.registers.first(where: { msr.name.hasPrefix("IA32_VMX_\($0.name)_FIXED") }) {
            let isFixed0: Bool = msr.name.hasSuffix("FIXED0")
            return Explanation(
                "msr", title, value: hexadecimal(value),
                [("means", "a bit of \(register.name) that is \(isFixed0 ? "1 here must be 1" : "0 here must be 0")")],
                bits: decoder.bits(of: register, value: value),
                notes: decoder.notes(of: register, value: value))
        }
        return Explanation(
            "msr", title, value: hexadecimal(value), bits: msr.layout.map { decoder.bits(of: $0, value: value) } ?? [],
            notes: msr.layout.map { decoder.notes(of: $0, value: value) } ?? [])
    }

    private func words(of msr: CapabilityMSR) -> [ControlWord] {
        architecture.controlWords.filter { $0.capabilityMSR == msr || $0.trueMSR == msr }
    }

    /// What a capability MSR allows of a word: each control with must be 1, may be 1, or must be 0.
    private func settings(_ title: String, _ word: ControlWord, _ value: UInt64) -> Explanation {
        let isPair: Bool = word.rule == .allowedPair
        let mustBe1: UInt64 = isPair ? value & 0xffff_ffff : 0
        let mayBe1: UInt64 = isPair ? value >> 32 : value
        let decoder = WordDecoder(architecture: architecture)
        let bits: [Explanation.Bits] = decoder.controls(of: word).reversed().map { control in
            let (must, may): (Bool, Bool) = (mustBe1 & control.mask != 0, mayBe1 & control.mask != 0)
            return Explanation.Bits(
                high: control.id.bit, low: control.id.bit, name: control.name, value: nil,
                meaning: must
                    ? (may ? "must be 1" : "must be 1 and must be 0: no processor says so")
                    : may ? "may be 1" : "must be 0")
        }
        let known: UInt64 = decoder.controls(of: word).reduce(0) { $0 | $1.mask }
        var notes: [String] = []
        if mustBe1 & ~known != 0 { notes.append("must be 1 and has no name: \(WordDecoder.list(mustBe1 & ~known))") }
        if mayBe1 & ~known & ~mustBe1 != 0 {
            notes.append("may be 1 and has no name: \(WordDecoder.list(mayBe1 & ~known & ~mustBe1))")
        }
        return Explanation(
            "msr", title, value: hexadecimal(value), [("of", "\(word.name), field \(word.field.symbol)")], bits: bits,
            notes: notes)
    }

    private func other(_ msr: ModelSpecificRegister, _ value: UInt64?) -> Explanation {
        let text = DatabaseText(architecture: architecture)
        let decoder = WordDecoder(architecture: architecture)
        let layout: BitLayoutDescription? = architecture.registers.first { $0.name == msr.name }
        return Explanation(
            "msr", "\(msr.name), MSR \(hexadecimal(UInt64(msr.address)))", value: value.map(hexadecimal),
            [
                ("guest's value", msr.guestField.map { "in the field \($0.symbol)" } ?? "in the register itself"),
                ("loaded by", msr.loadedBy.map(text.name)),
            ],
            bits: layout.map { decoder.bits(of: $0, value: value) } ?? [],
            notes: layout.map { decoder.notes(of: $0, value: value) } ?? [])
    }
}

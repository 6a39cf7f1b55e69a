// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension ReferenceDocument {
    /// MSRs that are not among the capability MSRs.
    var otherMSRs: [ModelSpecificRegister] {
        let known: Set<UInt32> = Set(architecture.capabilityMSRs.map(\.address))
        return architecture.msrs.filter { !known.contains($0.address) }
    }

    var msrPages: [NamedPage] {
        var capabilities: ReferencePage = page("Capability MSRs", "MSRs")
        for msr: CapabilityMSR in architecture.capabilityMSRs { describe(msr, &capabilities) }
        capabilities.heading("Layouts")
        for layout: BitLayoutDescription in architecture.layouts where names.page(of: layout) == "capability-msrs" {
            describe(layout, &capabilities)
        }
        var others: ReferencePage = page("Other MSRs", "MSRs")
        for msr: ModelSpecificRegister in otherMSRs {
            others.item(ReferenceNames.anchor(msr: msr.address), msr.name)
            let layout: BitLayoutDescription? = architecture.registers.first { $0.name == msr.name }
            others.list([
                ("Address", hexadecimal(msr.address)), ("Bits", layout.map(names.link)),
                ("Guest's value", msr.guestField.map { ReferenceNames.link($0) } ?? "in the register itself"),
                ("Loaded by", msr.loadedBy.map(text.name)),
            ])
        }
        return [("capability-msrs", "Capability MSRs", capabilities), ("msrs", "Other MSRs", others)]
    }

    private func describe(_ msr: CapabilityMSR, _ page: inout ReferencePage) {
        page.item(ReferenceNames.anchor(msr: msr.address), msr.name)
        let words: [ControlWord] = architecture.controlWords.filter { $0.capabilityMSR == msr || $0.trueMSR == msr }
        let register: BitLayoutDescription? = architecture.registers.first {
            msr.name.hasPrefix("IA32_VMX_\($0.name)_FIXED")
        }
        page.list(
            [
                ("Address", hexadecimal(msr.address)), ("Exists when", text.predicate(msr.existsWhen)),
                ("Bits", msr.layout.map(names.link)),
                ("Of", ReferencePage.joined(words.map { ReferenceNames.link($0) }) ?? register.map(names.link)),
                ("Linux", text.linux(msr.linux, msr.symbol)),
            ] + spec(msr.location))
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Facts of the database in words, for people.
struct DatabaseText {
    let architecture: ArchitectureDescription
    /// How a control is written, for example as a link.
    var control: (ControlBit) -> String = { "\"\($0.name)\" (\($0.id))" }
    /// How an MSR is written, by its address; the name and the address where it is left out.
    var msrLink: ((UInt32) -> String)?

    func predicate(_ predicate: CapabilityPredicate) -> String { self.predicate(predicate, inner: false) }

    private func predicate(_ predicate: CapabilityPredicate, inner: Bool) -> String {
        switch predicate {
        case .always: return "always"
        case .undocumented: return "no public source says when"
        case .allowed(let id): return "\(name(id)) may be 1"
        case .msrBit(let address, let bit): return "\(msr(address)) bit \(bit)"
        case .cpuid(let feature):
            return "CPUID.\(hexadecimal(UInt64(feature.leaf))).\(feature.subleaf):"
                + "\(feature.register.rawValue.uppercased())[\(feature.bit)] (\(feature.name))"
        case .any(let all): return joined(all, " or ", inner)
        case .all(let all): return joined(all, " and ", inner)
        }
    }

    private func joined(_ all: [CapabilityPredicate], _ word: String, _ inner: Bool) -> String {
        let text: String = all.map { predicate($0, inner: true) }.joined(separator: word)
        return inner && all.count > 1 ? "(\(text))" : text
    }

    func name(_ id: ControlID) -> String { architecture.control(id).map(control) ?? id.description }

    func msr(_ address: UInt32) -> String {
        if let msrLink { return msrLink(address) }
        let name: String? =
            architecture.capabilityMSRs.first { $0.address == address }?.name
            ?? architecture.msrs.first { $0.address == address }?.name
        return (name.map { "\($0) " } ?? "MSR ") + "(\(hexadecimal(UInt64(address))))"
    }

    func requirement(_ requirement: ControlRequirement) -> String {
        switch requirement {
        case .set(let id): "\(name(id)) to be 1"
        case .clear(let id): "\(name(id)) to be 0"
        }
    }

    func cause(_ cause: ExitReason.Cause) -> String {
        switch cause {
        case .always: "always"
        case .control(let id): "\(name(id)) is 1"
        case .controlClear(let id): "\(name(id)) is 0"
        case .msrBitmap(let access): "the MSR bitmaps, on \(access.rawValue)s"
        case .ioBitmap: "the I/O bitmaps"
        case .ownedControlRegisterBit: "the guest/host masks of CR0 and CR4"
        case .exceptionBitmap: "the exception bitmap"
        case .bitmap(let name): name
        case .all(let all): all.map { self.cause($0) }.joined(separator: " and ")
        }
    }

    /// Who has a field, and whether that is enough.
    func sources(_ field: VMCSField) -> String {
        let names: String = field.sources.names.joined(separator: ", ")
        return field.isConfirmed
            ? "\(names): confirmed" : "\(names.isEmpty ? "none" : names): not confirmed, \(doubt(field))"
    }

    /// Why a field is not confirmed.
    func doubt(_ field: VMCSField) -> String {
        if field.sources.names.isEmpty { return "no source is recorded for it" }
        if field.sources.names.count == 1 { return "no second source has it under this encoding" }
        return "ia32-doc is the manual once more, and no other source has it under this encoding"
    }

    func linux(_ name: LinuxName, _ symbol: String) -> String {
        switch name {
        case .all: symbol
        case .since(let version): "\(symbol), since \(version)"
        case .renamed(let old, let until): "\(symbol), \(old) before \(until)"
        case .none: "has no name for it (ours: \(symbol))"
        }
    }

    /// What exits for a reason define, in the words of the columns.
    func kind(_ reason: ExitReason) -> String {
        switch reason.kind {
        case .faultLike: "fault-like: RIP is at the instruction"
        case .trapLike: "trap-like: RIP is behind the instruction"
        case .asynchronous: "not because of an instruction"
        case .entryFailure: "a VM entry that failed"
        }
    }
}

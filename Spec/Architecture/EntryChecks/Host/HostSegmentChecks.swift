// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

private let host: HostRegisterFields = vmcs.host.registers

/// Selectors and bases that a VM exit loads.
///
/// SDM volume 3, "Checks on Host Segment and Descriptor-Table Registers".
public struct HostSegmentChecks: Sendable {
    public let selectors: [EntryCheck] = [
        selector(5501, "cs", host.csSelector), selector(5502, "ss", host.ssSelector),
        selector(5503, "ds", host.dsSelector), selector(5504, "es", host.esSelector),
        selector(5505, "fs", host.fsSelector), selector(5506, "gs", host.gsSelector),
        selector(5507, "tr", host.trSelector),
    ]
    public let csIsNotNull: EntryCheck = .rule(
        5508, "host.cs.not-null", .hostSegments, "Host CS selector: it is not 0.",
        holds: host.csSelector.differs(from: 0), sources: .manualBochsLinux)
    public let trIsNotNull: EntryCheck = .rule(
        5509, "host.tr.not-null", .hostSegments, "Host TR selector: it is not 0.",
        holds: host.trSelector.differs(from: 0), sources: .manualBochsLinux)
    public let ssIsNotNull: EntryCheck = .rule(
        5510, "host.ss.not-null", .hostSegments, "Host SS selector: it is not 0 when the host is not in 64-bit mode.",
        given: isOff(controls.exit.hostAddressSpaceSize), holds: host.ssSelector.differs(from: 0),
        sources: .manualBochsLinux)
    public let bases: [EntryCheck] = [
        base(5511, "fs", host.fsBase), base(5512, "gs", host.gsBase), base(5513, "gdtr", host.gdtrBase),
        base(5514, "idtr", host.idtrBase), base(5515, "tr", host.trBase),
    ]
}

private func selector(_ number: Int, _ name: String, _ field: Field<UInt16>, line: UInt = #line) -> EntryCheck {
    .rule(
        number, "host.\(name).selector", .hostSegments,
        "\(field.declaration.name): RPL (bits 1:0) and TI (bit 2) are 0: it names a descriptor of the GDT.",
        holds: field.hasNone(0x7), sources: .manualBochsLinux, line: line)
}

private func base(_ number: Int, _ name: String, _ field: Field<UInt64>, line: UInt = #line) -> EntryCheck {
    .rule(
        number, "host.\(name).base.canonical", .hostSegments, "\(field.declaration.name): the address is canonical.",
        holds: field.isCanonical, sources: .manualBochsLinux, line: line)
}

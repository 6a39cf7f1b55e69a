// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

private let ept: Control = controls.secondary.enableEPT
private let fields: [Field<UInt64>] = [
    vmcs.guest.pdpte0, vmcs.guest.pdpte1, vmcs.guest.pdpte2, vmcs.guest.pdpte3,
]

/// SDM volume 3, "Checks on Guest Page-Directory-Pointer-Table Entries", and for reserved bits "PDPTE Registers".
public struct PDPTEChecks: Sendable {
    public let inFields: [EntryCheck] = (0..<4).flatMap { (index: Int) -> [EntryCheck] in
        .pdpte(
            9301 + 2 * index, "guest.pdpte\(index)", "Guest PDPTE\(index)", fields[index],
            reserved: machine.features.enumeratedPhysicalAddressReserved,
            given: allOf(GuestTerms.willUsePAE, isOn(ept), fields[index].hasAny(1)),
            outcomes: [.guestStateFailure(qualification: 2)])
    }
    /// VM entry need not look when PAE paging was in use before and CR3 does not change.
    public let inMemory: [EntryCheck] = (0..<4).flatMap { (index: Int) -> [EntryCheck] in
        .pdpte(
            9311 + 2 * index, "guest.memory-pdpte\(index)", "PDPTE\(index) in memory, where guest CR3 says",
            machine.memory.pdptes[index], reserved: physicalAddressReserved,
            given: allOf(GuestTerms.willUsePAE, isOff(ept), machine.memory.pdptes[index].hasAny(1)),
            outcomes: [.guestStateFailure(qualification: 2), .enters],
            mending: .changing(vmcs.guest.cr4.declaration))
    }
}

extension [EntryCheck] {
    /// Two rules on a page-directory-pointer-table entry that is present.
    fileprivate static func pdpte(
        _ number: Int, _ name: String, _ what: String, _ entry: some Readable<UInt64>,
        reserved: some Readable<UInt64>, given: Expr<Bool>, outcomes: [EntryOutcome],
        mending: EntryMending? = nil, line: UInt = #line
    ) -> [EntryCheck] {
        [
            .rule(
                number, "\(name).reserved", .guestPDPTEs,
                "\(what): bits 2:1 and 8:5 are 0 when it is present and the guest pages with PAE.", given: given,
                holds: entry.hasNone(0x1e6), outcomes: outcomes, mending: mending, sources: .manualBochsLinux,
                line: line),
            .rule(
                number + 1, "\(name).width", .guestPDPTEs,
                "\(what): its address is not wider than the processor's physical addresses when it is present and the "
                    + "guest pages with PAE.",
                given: given, holds: entry.hasNone(of: reserved), outcomes: outcomes, mending: mending,
                sources: .manualBochsLinux, line: line),
        ]
    }
}

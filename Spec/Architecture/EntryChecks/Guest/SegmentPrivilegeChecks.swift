// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

private let cs: GuestSegment = .cs
private let ss: GuestSegment = .ss
private let ordinary: Expr<Bool> = GuestTerms.willNotBeVirtual8086

/// Descriptor privilege levels outside virtual-8086 mode; that of SS is the CPL.
///
/// SDM volume 3, "Checks on Guest Segment Registers".
public struct SegmentPrivilegeChecks: Sendable {
    public let csOfData: EntryCheck = .rule(
        8081, "guest.cs.dpl.data", .guestSegments, "Guest CS DPL: it is 0 when the type is 3.",
        given: allOf(ordinary, cs.type.equals(3)), holds: cs.dpl.equals(0))
    public let csNonconforming: EntryCheck = .rule(
        8082, "guest.cs.dpl.nonconforming", .guestSegments,
        "Guest CS DPL: for type 9 or 11 (nonconforming code) it is that of SS.",
        given: allOf(ordinary, (cs.rights & 0xd).equals(0x9)), holds: cs.dpl.equals(ss.dpl))
    public let csConforming: EntryCheck = .rule(
        8083, "guest.cs.dpl.conforming", .guestSegments,
        "Guest CS DPL: for type 13 or 15 (conforming code) it is not above that of SS.",
        given: allOf(ordinary, cs.rights.hasAll(0xd)), holds: cs.dpl.atMost(ss.dpl))
    public let ssRPL: EntryCheck = .rule(
        8084, "guest.ss.dpl.rpl", .guestSegments,
        "Guest SS DPL: it is the selector's RPL, but in an unrestricted guest; whether SS is usable or not.",
        given: allOf(ordinary, GuestTerms.isRestricted), holds: ss.dpl.equals(ss.rpl),
        mending: .changing(vmcs.guest.ssSelector.declaration))
    /// In a guest that is not unrestricted CR0.PE is 1.
    public let ssZero: EntryCheck = .rule(
        8085, "guest.ss.dpl.zero", .guestSegments,
        "Guest SS DPL: it is 0 when the type of CS is 3 or CR0.PE is 0.",
        given: allOf(ordinary, anyOf(cs.type.equals(3), vmcs.guest.cr0.hasNone(CR0.pe))), holds: ss.dpl.equals(0))
    public let fredLevel: EntryCheck = .rule(
        8086, "guest.ss.dpl.fred", .guestSegments, "Guest SS DPL: with CR4.FRED it is 0 or 3.",
        given: allOf(ordinary, GuestTerms.willUseFRED), holds: anyOf(ss.dpl.equals(0), ss.dpl.equals(3)))
    public let fredLong: EntryCheck = .rule(
        8087, "guest.ss.dpl.fred-64-bit", .guestSegments,
        "Guest CS access rights: with CR4.FRED, L (bit 13) is 1 when SS DPL is 0: level 0 runs in 64-bit mode.",
        given: allOf(ordinary, GuestTerms.willUseFRED, ss.dpl.equals(0)), holds: cs.rights.hasAny(1 << 13))
    public let fredIOPL: EntryCheck = .rule(
        8088, "guest.ss.dpl.fred-iopl", .guestSegments,
        "Guest RFLAGS.IOPL: with CR4.FRED it is 0 when SS DPL is 3.",
        given: allOf(ordinary, GuestTerms.willUseFRED, ss.dpl.equals(3)), holds: vmcs.guest.rflags.hasNone(0x3000))
    public let fredSTI: EntryCheck = .rule(
        8089, "guest.ss.dpl.fred-sti", .guestSegments,
        "Guest interruptibility state: with CR4.FRED, blocking by STI (bit 0) is 0 when SS DPL is 3.",
        given: allOf(ordinary, GuestTerms.willUseFRED, ss.dpl.equals(3)), holds: not(GuestTerms.blocksBySTI))
    public let data: [EntryCheck] = GuestSegment.data.map { (segment: GuestSegment) -> EntryCheck in
        .rule(
            8090 + segment.index, "guest.\(segment.name).dpl", .guestSegments,
            "Guest \(segment.title) DPL: it is not below the selector's RPL when \(segment.title) is usable data or "
                + "nonconforming code, but in an unrestricted guest.",
            given: allOf(
                ordinary, GuestTerms.isRestricted, segment.isUsable, not(segment.rights.hasAll(0xc))),
            holds: segment.rpl.atMost(segment.dpl))
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// SDM volume 3, "Checks on Guest Segment Registers".
public struct GuestSegmentChecks: Sendable {
    public let addresses: SegmentAddressChecks = SegmentAddressChecks()
    public let virtual8086: Virtual8086SegmentChecks = Virtual8086SegmentChecks()
    public let types: SegmentTypeChecks = SegmentTypeChecks()
    public let privilege: SegmentPrivilegeChecks = SegmentPrivilegeChecks()
    public let rights: SegmentRightsChecks = SegmentRightsChecks()
    public let system: SystemSegmentChecks = SystemSegmentChecks()

    init() {}
}

/// Selectors and base addresses.
public struct SegmentAddressChecks: Sendable {
    public let trIsInGDT: EntryCheck = .rule(
        8001, "guest.tr.selector", .guestSegments, "Guest TR selector: TI (bit 2) is 0: the TSS is in the GDT.",
        holds: GuestSegment.tr.selector.hasNone(1 << 2))
    public let ldtrIsInGDT: EntryCheck = .rule(
        8002, "guest.ldtr.selector", .guestSegments, "Guest LDTR selector: TI (bit 2) is 0 when LDTR is usable.",
        given: GuestSegment.ldtr.isUsable, holds: GuestSegment.ldtr.selector.hasNone(1 << 2))
    public let ssRPL: EntryCheck = .rule(
        8003, "guest.ss.selector", .guestSegments,
        "Guest SS selector: RPL is that of the CS selector, but in a virtual-8086 or an unrestricted guest.",
        given: allOf(GuestTerms.willNotBeVirtual8086, GuestTerms.isRestricted),
        holds: GuestSegment.ss.rpl.equals(GuestSegment.cs.rpl),
        mending: .changing(vmcs.guest.csSelector.declaration))
    public let canonical: [EntryCheck] = [GuestSegment.tr, GuestSegment.fs, GuestSegment.gs].map {
        (segment: GuestSegment) -> EntryCheck in
        .rule(
            8020 + segment.index, "guest.\(segment.name).base.canonical", .guestSegments,
            "Guest \(segment.title) base: the address is canonical.", holds: segment.base.isCanonical)
    }
    public let ldtrIsCanonical: EntryCheck = .rule(
        8026, "guest.ldtr.base.canonical", .guestSegments,
        "Guest LDTR base: the address is canonical when LDTR is usable.", given: GuestSegment.ldtr.isUsable,
        holds: GuestSegment.ldtr.base.isCanonical)
    public let csIsLow: EntryCheck = .rule(
        8031, "guest.cs.base.upper", .guestSegments, "Guest CS base: bits 63:32 are 0.",
        holds: GuestSegment.cs.base.upperHalfIsZero)
    public let dataIsLow: [EntryCheck] = [GuestSegment.ss, GuestSegment.ds, GuestSegment.es].map {
        (segment: GuestSegment) -> EntryCheck in
        .rule(
            8030 + segment.index, "guest.\(segment.name).base.upper", .guestSegments,
            "Guest \(segment.title) base: bits 63:32 are 0 when \(segment.title) is usable.",
            given: segment.isUsable, holds: segment.base.upperHalfIsZero)
    }
}

/// What virtual-8086 mode makes of every segment.
public struct Virtual8086SegmentChecks: Sendable {
    public let bases: [EntryCheck] = GuestSegment.ordinary.map { (segment: GuestSegment) -> EntryCheck in
        .rule(
            8010 + segment.index, "guest.\(segment.name).virtual-8086.base", .guestSegments,
            "Guest \(segment.title) base: in virtual-8086 mode it is 16 times the selector.",
            given: GuestTerms.willBeVirtual8086, holds: segment.base.equals(segment.selector.u64 << 4))
    }
    public let limits: [EntryCheck] = GuestSegment.ordinary.map { (segment: GuestSegment) -> EntryCheck in
        .rule(
            8040 + segment.index, "guest.\(segment.name).virtual-8086.limit", .guestSegments,
            "Guest \(segment.title) limit: in virtual-8086 mode it is FFFFH.", given: GuestTerms.willBeVirtual8086,
            holds: segment.limit.equals(0xffff))
    }
    public let rights: [EntryCheck] = GuestSegment.ordinary.map { (segment: GuestSegment) -> EntryCheck in
        .rule(
            8050 + segment.index, "guest.\(segment.name).virtual-8086.access-rights", .guestSegments,
            "Guest \(segment.title) access rights: in virtual-8086 mode they are F3H, a present, accessed, writable data "
                + "segment of DPL 3.",
            given: GuestTerms.willBeVirtual8086, holds: segment.rights.equals(0xf3))
    }
}

/// Types of code, stack and data segments outside virtual-8086 mode.
public struct SegmentTypeChecks: Sendable {
    public let cs: EntryCheck = .rule(
        8061, "guest.cs.type", .guestSegments,
        "Guest CS type: 9, 11, 13 or 15, an accessed code segment, or 3, accessed writable data, in an unrestricted "
            + "guest.",
        given: GuestTerms.willNotBeVirtual8086,
        holds: anyOf(
            GuestSegment.cs.rights.hasAll(0x9), allOf(GuestTerms.isUnrestricted, GuestSegment.cs.type.equals(3))))
    public let ss: EntryCheck = .rule(
        8062, "guest.ss.type", .guestSegments,
        "Guest SS type: 3 or 7, accessed writable data, when SS is usable.",
        given: allOf(GuestTerms.willNotBeVirtual8086, GuestSegment.ss.isUsable),
        holds: anyOf(GuestSegment.ss.type.equals(3), GuestSegment.ss.type.equals(7)))
    public let accessed: [EntryCheck] = GuestSegment.data.map { (segment: GuestSegment) -> EntryCheck in
        .rule(
            8060 + segment.index, "guest.\(segment.name).type.accessed", .guestSegments,
            "Guest \(segment.title) type: bit 0 (accessed) is 1 when \(segment.title) is usable.",
            given: allOf(GuestTerms.willNotBeVirtual8086, segment.isUsable), holds: segment.rights.hasAny(1 << 0))
    }
    public let readable: [EntryCheck] = GuestSegment.data.map { (segment: GuestSegment) -> EntryCheck in
        .rule(
            8070 + segment.index, "guest.\(segment.name).type.readable", .guestSegments,
            "Guest \(segment.title) type: a code segment (bit 3) is readable (bit 1) when \(segment.title) is usable.",
            given: allOf(GuestTerms.willNotBeVirtual8086, segment.isUsable, segment.rights.hasAny(1 << 3)),
            holds: segment.rights.hasAny(1 << 1))
    }
}

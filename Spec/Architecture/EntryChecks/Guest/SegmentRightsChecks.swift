// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

private let ordinary: Expr<Bool> = GuestTerms.willNotBeVirtual8086

/// The other bits of access rights: code, stack and data segments outside virtual-8086 mode.
///
/// SDM volume 3, "Checks on Guest Segment Registers".
public struct SegmentRightsChecks: Sendable {
    public let codeOrData: [EntryCheck] = GuestSegment.ordinary.map { (segment: GuestSegment) -> EntryCheck in
        .rule(
            8100 + segment.index, "guest.\(segment.name).s", .guestSegments,
            "Guest \(segment.title) access rights: S (bit 4) is 1, for code or data\(segment.whenUsable).",
            given: segment.isChecked, holds: segment.rights.hasAny(1 << 4))
    }
    public let present: [EntryCheck] = GuestSegment.ordinary.map { (segment: GuestSegment) -> EntryCheck in
        .rule(
            8110 + segment.index, "guest.\(segment.name).present", .guestSegments,
            "Guest \(segment.title) access rights: P (bit 7) is 1\(segment.whenUsable).", given: segment.isChecked,
            holds: segment.rights.hasAny(1 << 7))
    }
    public let reservedLow: [EntryCheck] = GuestSegment.ordinary.map { (segment: GuestSegment) -> EntryCheck in
        .rule(
            8120 + segment.index, "guest.\(segment.name).reserved-11-8", .guestSegments,
            "Guest \(segment.title) access rights: bits 11:8 are 0\(segment.whenUsable).", given: segment.isChecked,
            holds: segment.rights.hasNone(0xf00))
    }
    public let csSize: EntryCheck = .rule(
        8131, "guest.cs.db", .guestSegments,
        "Guest CS access rights: D/B (bit 14) is 0 when L (bit 13) is 1 in IA-32e mode.",
        given: allOf(ordinary, GuestTerms.willBeIA32e, GuestSegment.cs.rights.hasAny(1 << 13)),
        holds: GuestSegment.cs.rights.hasNone(1 << 14))
    public let bytes: [EntryCheck] = GuestSegment.ordinary.map { (segment: GuestSegment) -> EntryCheck in
        .granularityOfBytes(8140, segment, given: segment.isChecked)
    }
    public let pages: [EntryCheck] = GuestSegment.ordinary.map { (segment: GuestSegment) -> EntryCheck in
        .granularityOfPages(8150, segment, given: segment.isChecked)
    }
    public let reservedHigh: [EntryCheck] = GuestSegment.ordinary.map { (segment: GuestSegment) -> EntryCheck in
        .rule(
            8160 + segment.index, "guest.\(segment.name).reserved-31-17", .guestSegments,
            "Guest \(segment.title) access rights: bits 31:17 are 0\(segment.whenUsable).", given: segment.isChecked,
            holds: segment.rights.hasNone(0xfffe_0000))
    }
}

extension GuestSegment {
    /// CS is always looked at.
    fileprivate var isChecked: Expr<Bool> {
        let plain: Expr<Bool> = GuestTerms.willNotBeVirtual8086
        return name == "cs" ? plain : allOf(plain, isUsable)
    }
    fileprivate var whenUsable: String { name == "cs" ? "" : " when \(title) is usable" }
}

extension EntryCheck {
    /// A limit whose low bits are not all 1 counts in bytes.
    static func granularityOfBytes(
        _ number: Int, _ segment: GuestSegment, given: Expr<Bool>?, line: UInt = #line
    ) -> EntryCheck {
        let isExact: Expr<Bool> = not(segment.limit.hasAll(0xfff))
        return .rule(
            number + segment.index, "guest.\(segment.name).granularity.bytes", .guestSegments,
            "Guest \(segment.title) access rights: G (bit 15) is 0 when a bit of 11:0 of the limit is 0.",
            given: given.map { allOf($0, isExact) } ?? isExact, holds: segment.rights.hasNone(1 << 15),
            mending: .changing(segment.limit.declaration), line: line)
    }

    /// A limit beyond 1 MByte counts in pages.
    static func granularityOfPages(
        _ number: Int, _ segment: GuestSegment, given: Expr<Bool>?, line: UInt = #line
    ) -> EntryCheck {
        let isLarge: Expr<Bool> = segment.limit.hasAny(0xfff0_0000)
        return .rule(
            number + segment.index, "guest.\(segment.name).granularity.pages", .guestSegments,
            "Guest \(segment.title) access rights: G (bit 15) is 1 when a bit of 31:20 of the limit is 1.",
            given: given.map { allOf($0, isLarge) } ?? isLarge, holds: segment.rights.hasAny(1 << 15), line: line)
    }
}

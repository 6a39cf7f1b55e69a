// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

private let tr: GuestSegment = .tr
private let ldtr: GuestSegment = .ldtr

/// Access rights of TR and of LDTR.
///
/// SDM volume 3, "Checks on Guest Segment Registers".
public struct SystemSegmentChecks: Sendable {
    public let trType: EntryCheck = .rule(
        8201, "guest.tr.type", .guestSegments,
        "Guest TR type: 11, a busy 32-bit or 64-bit TSS, or outside IA-32e mode 3, a busy 16-bit TSS.",
        holds: anyOf(tr.type.equals(11), allOf(GuestTerms.willNotBeIA32e, tr.type.equals(3))))
    public let trSystem: EntryCheck = .rule(
        8202, "guest.tr.s", .guestSegments, "Guest TR access rights: S (bit 4) is 0, for a system segment.",
        holds: tr.rights.hasNone(1 << 4))
    public let trPresent: EntryCheck = .rule(
        8203, "guest.tr.present", .guestSegments, "Guest TR access rights: P (bit 7) is 1.",
        holds: tr.rights.hasAny(1 << 7))
    public let trReservedLow: EntryCheck = .rule(
        8204, "guest.tr.reserved-11-8", .guestSegments, "Guest TR access rights: bits 11:8 are 0.",
        holds: tr.rights.hasNone(0xf00))
    public let trBytes: EntryCheck = .granularityOfBytes(8140, tr, given: nil)
    public let trPages: EntryCheck = .granularityOfPages(8150, tr, given: nil)
    public let trUsable: EntryCheck = .rule(
        8205, "guest.tr.usable", .guestSegments,
        "Guest TR access rights: the unusable bit (16) is 0: there is no guest without a TSS.",
        holds: tr.rights.hasNone(SegmentAccessRights.unusable))
    public let trReservedHigh: EntryCheck = .rule(
        8206, "guest.tr.reserved-31-17", .guestSegments, "Guest TR access rights: bits 31:17 are 0.",
        holds: tr.rights.hasNone(0xfffe_0000))
    public let ldtrType: EntryCheck = .rule(
        8211, "guest.ldtr.type", .guestSegments, "Guest LDTR type: it is 2 (LDT) when LDTR is usable.",
        given: ldtr.isUsable, holds: ldtr.type.equals(2))
    public let ldtrSystem: EntryCheck = .rule(
        8212, "guest.ldtr.s", .guestSegments,
        "Guest LDTR access rights: S (bit 4) is 0, for a system segment, when LDTR is usable.", given: ldtr.isUsable,
        holds: ldtr.rights.hasNone(1 << 4))
    public let ldtrPresent: EntryCheck = .rule(
        8213, "guest.ldtr.present", .guestSegments, "Guest LDTR access rights: P (bit 7) is 1 when LDTR is usable.",
        given: ldtr.isUsable, holds: ldtr.rights.hasAny(1 << 7))
    public let ldtrReservedLow: EntryCheck = .rule(
        8214, "guest.ldtr.reserved-11-8", .guestSegments,
        "Guest LDTR access rights: bits 11:8 are 0 when LDTR is usable.", given: ldtr.isUsable,
        holds: ldtr.rights.hasNone(0xf00))
    public let ldtrBytes: EntryCheck = .granularityOfBytes(8140, ldtr, given: ldtr.isUsable)
    public let ldtrPages: EntryCheck = .granularityOfPages(8150, ldtr, given: ldtr.isUsable)
    public let ldtrReservedHigh: EntryCheck = .rule(
        8215, "guest.ldtr.reserved-31-17", .guestSegments,
        "Guest LDTR access rights: bits 31:17 are 0 when LDTR is usable.", given: ldtr.isUsable,
        holds: ldtr.rights.hasNone(0xfffe_0000))
}

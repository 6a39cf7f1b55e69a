// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// The fields of one segment register of the guest.
struct GuestSegment {
    /// As in names of checks: `cs`.
    let name: String
    /// What is added to the number of a rule that exists for several registers.
    let index: Int
    let selector: Field<UInt16>
    let base: Field<UInt64>
    let limit: Field<UInt32>
    let rights: Field<UInt32>

    /// As the manual writes it.
    var title: String { name.uppercased() }

    var isUsable: Expr<Bool> { rights.hasNone(SegmentAccessRights.unusable) }
    /// Bits 3:0 of the access rights.
    var type: Expr<UInt32> { rights.bits(3, 0) }
    var dpl: Expr<UInt32> { rights.bits(6, 5) }
    var rpl: Expr<UInt32> { selector.bits(1, 0).u32 }

    static let es: GuestSegment = GuestSegment(
        name: "es", index: 0, selector: vmcs.guest.esSelector, base: vmcs.guest.esBase, limit: vmcs.guest.esLimit,
        rights: vmcs.guest.esAccessRights)
    static let cs: GuestSegment = GuestSegment(
        name: "cs", index: 1, selector: vmcs.guest.csSelector, base: vmcs.guest.csBase, limit: vmcs.guest.csLimit,
        rights: vmcs.guest.csAccessRights)
    static let ss: GuestSegment = GuestSegment(
        name: "ss", index: 2, selector: vmcs.guest.ssSelector, base: vmcs.guest.ssBase, limit: vmcs.guest.ssLimit,
        rights: vmcs.guest.ssAccessRights)
    static let ds: GuestSegment = GuestSegment(
        name: "ds", index: 3, selector: vmcs.guest.dsSelector, base: vmcs.guest.dsBase, limit: vmcs.guest.dsLimit,
        rights: vmcs.guest.dsAccessRights)
    static let fs: GuestSegment = GuestSegment(
        name: "fs", index: 4, selector: vmcs.guest.fsSelector, base: vmcs.guest.fsBase, limit: vmcs.guest.fsLimit,
        rights: vmcs.guest.fsAccessRights)
    static let gs: GuestSegment = GuestSegment(
        name: "gs", index: 5, selector: vmcs.guest.gsSelector, base: vmcs.guest.gsBase, limit: vmcs.guest.gsLimit,
        rights: vmcs.guest.gsAccessRights)
    static let ldtr: GuestSegment = GuestSegment(
        name: "ldtr", index: 6, selector: vmcs.guest.ldtrSelector, base: vmcs.guest.ldtrBase,
        limit: vmcs.guest.ldtrLimit, rights: vmcs.guest.ldtrAccessRights)
    static let tr: GuestSegment = GuestSegment(
        name: "tr", index: 7, selector: vmcs.guest.trSelector, base: vmcs.guest.trBase, limit: vmcs.guest.trLimit,
        rights: vmcs.guest.trAccessRights)

    /// The registers of code, stack and data, in the order of the manual.
    static let ordinary: [GuestSegment] = [cs, ss, ds, es, fs, gs]
    static let data: [GuestSegment] = [ds, es, fs, gs]
}

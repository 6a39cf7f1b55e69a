// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// Limits and access rights of the guest's segments and descriptor tables.
///
/// SDM volume 3, "Guest Register State".
public struct GuestSegmentLimits: Sendable {
    public let esLimit: Field<UInt32> = .bits32(.guestState, 0, "Guest ES limit", "GUEST_ES_LIMIT")
    public let csLimit: Field<UInt32> = .bits32(.guestState, 1, "Guest CS limit", "GUEST_CS_LIMIT")
    public let ssLimit: Field<UInt32> = .bits32(.guestState, 2, "Guest SS limit", "GUEST_SS_LIMIT")
    public let dsLimit: Field<UInt32> = .bits32(.guestState, 3, "Guest DS limit", "GUEST_DS_LIMIT")
    public let fsLimit: Field<UInt32> = .bits32(.guestState, 4, "Guest FS limit", "GUEST_FS_LIMIT")
    public let gsLimit: Field<UInt32> = .bits32(.guestState, 5, "Guest GS limit", "GUEST_GS_LIMIT")
    public let ldtrLimit: Field<UInt32> = .bits32(.guestState, 6, "Guest LDTR limit", "GUEST_LDTR_LIMIT")
    public let trLimit: Field<UInt32> = .bits32(.guestState, 7, "Guest TR limit", "GUEST_TR_LIMIT")
    public let gdtrLimit: Field<UInt32> = .bits32(.guestState, 8, "Guest GDTR limit", "GUEST_GDTR_LIMIT")
    public let idtrLimit: Field<UInt32> = .bits32(.guestState, 9, "Guest IDTR limit", "GUEST_IDTR_LIMIT")
    public let esAccessRights: Field<UInt32> = .bits32(.guestState, 10, "Guest ES access rights", "GUEST_ES_AR_BYTES")
    public let csAccessRights: Field<UInt32> = .bits32(.guestState, 11, "Guest CS access rights", "GUEST_CS_AR_BYTES")
    public let ssAccessRights: Field<UInt32> = .bits32(.guestState, 12, "Guest SS access rights", "GUEST_SS_AR_BYTES")
    public let dsAccessRights: Field<UInt32> = .bits32(.guestState, 13, "Guest DS access rights", "GUEST_DS_AR_BYTES")
    public let fsAccessRights: Field<UInt32> = .bits32(.guestState, 14, "Guest FS access rights", "GUEST_FS_AR_BYTES")
    public let gsAccessRights: Field<UInt32> = .bits32(.guestState, 15, "Guest GS access rights", "GUEST_GS_AR_BYTES")
    public let ldtrAccessRights: Field<UInt32> = .bits32(
        .guestState, 16, "Guest LDTR access rights", "GUEST_LDTR_AR_BYTES")
    public let trAccessRights: Field<UInt32> = .bits32(.guestState, 17, "Guest TR access rights", "GUEST_TR_AR_BYTES")
}

extension GuestFields {
    public subscript<Value: Word>(dynamicMember path: KeyPath<GuestSegmentLimits, Field<Value>>) -> Field<Value> {
        segmentLimits[keyPath: path]
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// Selectors and bases of the guest's segments and descriptor tables.
///
/// SDM volume 3, "Guest Register State".
public struct GuestSegmentBases: Sendable {
    public let esSelector: Field<UInt16> = .bits16(.guestState, 0, "Guest ES selector", "GUEST_ES_SELECTOR")
    public let csSelector: Field<UInt16> = .bits16(.guestState, 1, "Guest CS selector", "GUEST_CS_SELECTOR")
    public let ssSelector: Field<UInt16> = .bits16(.guestState, 2, "Guest SS selector", "GUEST_SS_SELECTOR")
    public let dsSelector: Field<UInt16> = .bits16(.guestState, 3, "Guest DS selector", "GUEST_DS_SELECTOR")
    public let fsSelector: Field<UInt16> = .bits16(.guestState, 4, "Guest FS selector", "GUEST_FS_SELECTOR")
    public let gsSelector: Field<UInt16> = .bits16(.guestState, 5, "Guest GS selector", "GUEST_GS_SELECTOR")
    public let ldtrSelector: Field<UInt16> = .bits16(.guestState, 6, "Guest LDTR selector", "GUEST_LDTR_SELECTOR")
    public let trSelector: Field<UInt16> = .bits16(.guestState, 7, "Guest TR selector", "GUEST_TR_SELECTOR")
    public let esBase: Field<UInt64> = .natural(.guestState, 3, "Guest ES base", "GUEST_ES_BASE")
    public let csBase: Field<UInt64> = .natural(.guestState, 4, "Guest CS base", "GUEST_CS_BASE")
    public let ssBase: Field<UInt64> = .natural(.guestState, 5, "Guest SS base", "GUEST_SS_BASE")
    public let dsBase: Field<UInt64> = .natural(.guestState, 6, "Guest DS base", "GUEST_DS_BASE")
    public let fsBase: Field<UInt64> = .natural(.guestState, 7, "Guest FS base", "GUEST_FS_BASE")
    public let gsBase: Field<UInt64> = .natural(.guestState, 8, "Guest GS base", "GUEST_GS_BASE")
    public let ldtrBase: Field<UInt64> = .natural(.guestState, 9, "Guest LDTR base", "GUEST_LDTR_BASE")
    public let trBase: Field<UInt64> = .natural(.guestState, 10, "Guest TR base", "GUEST_TR_BASE")
    public let gdtrBase: Field<UInt64> = .natural(.guestState, 11, "Guest GDTR base", "GUEST_GDTR_BASE")
    public let idtrBase: Field<UInt64> = .natural(.guestState, 12, "Guest IDTR base", "GUEST_IDTR_BASE")
}

extension GuestFields {
    public subscript<Value: Word>(dynamicMember path: KeyPath<GuestSegmentBases, Field<Value>>) -> Field<Value> {
        segmentBases[keyPath: path]
    }
}

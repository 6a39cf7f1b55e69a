// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// The guest-state area; the members of the parts are reached without the part: `vmcs.guest.csBase`.
@dynamicMemberLookup
public struct GuestFields: Sendable {
    public let registers: GuestRegisterFields = GuestRegisterFields()
    public let segmentBases: GuestSegmentBases = GuestSegmentBases()
    public let segmentLimits: GuestSegmentLimits = GuestSegmentLimits()
    public let msrs: GuestMSRFields = GuestMSRFields()
    public let fred: GuestFREDFields = GuestFREDFields()

    public subscript<Value: Word>(dynamicMember path: KeyPath<GuestRegisterFields, Field<Value>>) -> Field<Value> {
        registers[keyPath: path]
    }

    public subscript<Value: Word>(dynamicMember path: KeyPath<GuestSegmentBases, Field<Value>>) -> Field<Value> {
        segmentBases[keyPath: path]
    }

    public subscript<Value: Word>(dynamicMember path: KeyPath<GuestSegmentLimits, Field<Value>>) -> Field<Value> {
        segmentLimits[keyPath: path]
    }

    public subscript<Value: Word>(dynamicMember path: KeyPath<GuestMSRFields, Field<Value>>) -> Field<Value> {
        msrs[keyPath: path]
    }

    public subscript<Value: Word>(dynamicMember path: KeyPath<GuestFREDFields, Field<Value>>) -> Field<Value> {
        fred[keyPath: path]
    }
}

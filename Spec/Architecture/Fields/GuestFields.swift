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
}

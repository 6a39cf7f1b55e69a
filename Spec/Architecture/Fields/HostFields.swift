// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// The host-state area; the members of the parts are reached without the part: `vmcs.host.cr3`.
@dynamicMemberLookup
public struct HostFields: Sendable {
    public let registers: HostRegisterFields = HostRegisterFields()
    public let msrs: HostMSRFields = HostMSRFields()
    public let fred: HostFREDFields = HostFREDFields()
}

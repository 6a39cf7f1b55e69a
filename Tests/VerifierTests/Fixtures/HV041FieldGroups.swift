// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

private let guestAsHost: VMCSField = fieldRow(.hostState, 250, "Guest S_CET", "GUEST_S_CET_TWO")  // expect: HV041
private let hostAsGuest: VMCSField = fieldRow(.guestState, 251, "Host S_CET", "HOST_S_CET_TWO")  // expect: HV041
private let hostAsControl: VMCSField = fieldRow(.control, 252, "Host SSP", "HOST_SSP_TWO")  // expect: HV041
private let right: [VMCSField] = [
    fieldRow(.guestState, 250, "Guest S_CET", "GUEST_S_CET_TWO"),
    fieldRow(.hostState, 251, "Host S_CET", "HOST_S_CET_TWO"),
]

extension Fixtures {
    static let hv041: FixtureFile = FixtureFile(
        FieldGroups.self,
        architecture: { architecture.adding(fields: [guestAsHost, hostAsGuest, hostAsControl]) },
        rightArchitecture: { architecture.adding(fields: right) },
        wrong: [{ [Hypervisor("fixture", mode: .runningSystem, "of a database with misplaced fields") { base() }] }],
        right: [{ [Hypervisor("fixture", mode: .runningSystem, "of a database with new rows") { base() }] }])
}

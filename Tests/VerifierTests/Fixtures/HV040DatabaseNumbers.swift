// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

private let sameField: VMCSField = fieldRow(.guestState, 15, "Guest again", "GUEST_AGAIN")  // expect: HV040
private let sameControl: ControlBit = controlRow(ControlID(.pin, 3), "NMIs again")  // expect: HV040
private let newField: VMCSField = fieldRow(.guestState, 250, "Guest new", "GUEST_NEW")
private let newControl: ControlBit = controlRow(ControlID(.pin, 30), "new")

extension Fixtures {
    static let hv040: FixtureFile = FixtureFile(
        DatabaseNumbers.self,
        architecture: { architecture.adding(fields: [sameField], controls: [sameControl]) },
        rightArchitecture: { architecture.adding(fields: [newField], controls: [newControl]) },
        wrong: [{ [Hypervisor("fixture", mode: .runningSystem, "of a database with a number twice") { base() }] }],
        right: [{ [Hypervisor("fixture", mode: .runningSystem, "of a database with new rows") { base() }] }])
}

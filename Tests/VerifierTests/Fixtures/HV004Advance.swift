// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

extension Fixtures {
    static let hv004: FixtureFile = FixtureFile(
        AdvanceOnlyBehindInstructions.self,
        wrong: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "advances where nothing is to go behind") {
                        base(
                            except: exits.tripleFault.declaration, exits.initSignal.declaration,
                            exits.entryFailureGuestState.declaration, exits.taskSwitch.declaration)
                        Require(controls.primary.monitorTrapFlag)
                        On(exits.tripleFault) {
                            Advance()  // expect: HV004
                        }
                        On(exits.initSignal) {
                            AdvanceAndStop("INIT")  // expect: HV004
                        }
                        On(exits.taskSwitch) {
                            If(guest.rax == 0) {
                                Inject(.generalProtection(0))
                            } else: {
                                Advance()  // expect: HV004
                            }
                        }
                        On(exits.monitorTrapFlag) {
                            Advance()  // expect: HV004
                        }
                        On(exits.entryFailureGuestState) {
                            Perform(architecture.dispositions.advance)  // expect: HV004
                            Fatal("VM entry failed")
                        }
                    }
                ]
            },
            {
                [
                    Hypervisor("fixture", mode: .guest, "leaves to its process behind no instruction") {
                        guestBase(except: exits.startupIPI.declaration)
                        On(exits.startupIPI) {
                            AdvanceAndLeaveToUser(UserReason("SIPI"))  // expect: HV004
                        }
                    }
                ]
            },
        ],
        right: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "advances behind instructions") {
                        base(except: exits.invd.declaration, exits.initSignal.declaration)
                        Require(controls.primary.monitorTrapFlag)
                        On(exits.invd) { Advance() }
                        On(exits.initSignal) { Stop("INIT") }
                        On(exits.monitorTrapFlag) { Resume() }
                    }
                ]
            }
        ])
}

// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

extension Fixtures {
    static let hv016: FixtureFile = FixtureFile(
        ModeDispositions.self,
        wrong: [
            {
                [
                    Hypervisor("system", mode: .runningSystem, "leaves to nobody") {
                        base(except: exits.vmcall.declaration, exits.invd.declaration)
                        On(exits.vmcall) {
                            LeaveToUser(UserReason("CALL"))  // expect: HV016
                        }
                        On(exits.invd) {
                            If(guest.rax == 0) {
                                AdvanceAndLeaveToUser(UserReason("INVD"))  // expect: HV016
                            }
                            Advance()
                        }
                    },
                    Hypervisor("process", mode: .guest, "goes on after its end") {
                        guestBase(except: exits.invd.declaration)
                        On(exits.invd) {
                            AdvanceAndStop("INVD")  // expect: HV016
                        }
                    },
                ]
            }
        ],
        right: [
            {
                [
                    Hypervisor("system", mode: .runningSystem, "stops") {
                        base(except: exits.invd.declaration)
                        On(exits.invd) { AdvanceAndStop("INVD") }
                    },
                    Hypervisor("process", mode: .guest, "leaves to its process") {
                        guestBase(
                            except: exits.vmcall.declaration, exits.invd.declaration, exits.initSignal.declaration)
                        On(exits.vmcall) { AdvanceAndLeaveToUser(UserReason("CALL")) }
                        On(exits.invd) { LeaveToUser(UserReason("INVD")) }
                        On(exits.initSignal) { Stop("INIT") }
                    },
                ]
            }
        ])
}

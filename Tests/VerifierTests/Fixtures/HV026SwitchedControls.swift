// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

extension Fixtures {
    static let hv026: FixtureFile = FixtureFile(
        SwitchedControls.self,
        wrong: [
            {
                [
                    Hypervisor("perhaps", mode: .runningSystem, "switches on what a processor may lack") {
                        base(except: exits.invd.declaration)
                        Prefer(controls.primary.monitorTrapFlag)
                        On(exits.monitorTrapFlag) { Resume() }
                        On(exits.invd) {
                            turnOn(controls.primary.monitorTrapFlag)  // expect: HV026
                            Resume()
                        }
                    },
                    Hypervisor("needed", mode: .runningSystem, "switches off what another control needs") {
                        base(except: exits.invd.declaration)
                        Require(controls.pin.nmiExiting, controls.pin.virtualNMIs)
                        On(exits.exceptionOrNMI) { Resume() }
                        On(exits.invd) {
                            turnOff(controls.pin.nmiExiting)  // expect: HV026
                            Resume()
                        }
                    },
                    Hypervisor("forced", mode: .runningSystem, "switches off what the first processors force") {
                        base(except: exits.invd.declaration)
                        Require(controls.primary.cr3LoadExiting)
                        On(exits.invd) {
                            turnOff(controls.primary.cr3LoadExiting)  // expect: HV026
                            Resume()
                        }
                    },
                    Hypervisor("value", mode: .runningSystem, "has a value of its own for a control word") {
                        base(except: exits.invd.declaration)
                        On(exits.invd) {
                            vmcs.control.primary <- 0  // expect: HV026
                            Resume()
                        }
                    },
                ]
            }
        ],
        right: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "switches what it has") {
                        base(except: exits.invd.declaration)
                        Require(controls.pin.nmiExiting, controls.primary.interruptWindowExiting)
                        Prefer(controls.primary.monitorTrapFlag, controls.primary.hltExiting)
                        Setup { turnOff(controls.primary.interruptWindowExiting) }
                        On(exits.exceptionOrNMI) { Resume() }
                        On(exits.interruptWindow) { Resume() }
                        On(exits.hlt) { Advance() }
                        // The exit itself says that the control is there.
                        On(exits.monitorTrapFlag) {
                            turnOff(controls.primary.monitorTrapFlag)
                            turnOn(controls.primary.monitorTrapFlag)
                            Resume()
                        }
                        On(exits.invd) {
                            turnOn(controls.primary.interruptWindowExiting)
                            turnOff(controls.pin.nmiExiting)
                            If(enabled(controls.primary.hltExiting)) {
                                turnOn(controls.primary.hltExiting)
                            }
                            Resume()
                        }
                    }
                ]
            }
        ])
}

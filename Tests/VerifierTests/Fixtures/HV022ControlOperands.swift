// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

extension Fixtures {
    static let hv022: FixtureFile = FixtureFile(
        ControlOperands.self,
        wrong: [
            {
                [
                    Hypervisor("forgotten", mode: .runningSystem, "an operand that nobody writes") {
                        base()
                        Prefer(controls.secondary.useTSCScaling)  // expect: HV022
                        Require(controls.secondary.pauseLoopExiting)  // expect: HV022, HV022
                        On(exits.pause) { Advance() }
                    },
                    Hypervisor("conditional", mode: .runningSystem, "an operand that is written sometimes") {
                        base()
                        Require(controls.secondary.useTSCScaling)  // expect: HV022
                        Prefer(controls.secondary.enableRDTSCP)
                        Setup {
                            If(enabled(controls.secondary.enableRDTSCP)) {
                                vmcs.control.tscMultiplier <- 1
                            }
                        }
                    },
                ]
            }
        ],
        right: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "operands are written where they are used") {
                        base()
                        Prefer(controls.secondary.useTSCScaling, controls.secondary.enableEPT)
                        Setup {
                            If(enabled(controls.secondary.useTSCScaling)) {
                                If(enabled(controls.secondary.enableEPT)) {
                                    vmcs.control.tscMultiplier <- 1
                                } else: {
                                    vmcs.control.tscMultiplier <- 2
                                }
                            }
                        }
                        On(exits.eptViolation) { Resume() }
                        On(exits.eptMisconfiguration) { Fatal("EPT") }
                    }
                ]
            }
        ])
}

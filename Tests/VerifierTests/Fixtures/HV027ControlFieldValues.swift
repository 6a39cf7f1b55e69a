// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

extension Fixtures {
    static let hv027: FixtureFile = FixtureFile(
        ControlFieldValues.self,
        wrong: [
            {
                [
                    Hypervisor("targets", mode: .runningSystem, "has too many values of CR3") {
                        base()
                        Setup {
                            vmcs.control.cr3TargetCount <- 5  // expect: HV027
                        }
                    },
                    Hypervisor("vpid", mode: .runningSystem, "gives the guest the VPID of the host") {
                        base()
                        Prefer(controls.secondary.enableVPID)
                        Setup {
                            If(enabled(controls.secondary.enableVPID)) {
                                vmcs.control.vpid <- 0  // expect: HV027
                            }
                        }
                    },
                    Hypervisor("threshold", mode: .runningSystem, "has a threshold above 15") {
                        base()
                        Require(controls.primary.useTPRShadow)
                        Setup {
                            vmcs.control.virtualAPICAddress <- environment("virtual_apic", as: UInt64.self)
                            vmcs.control.tprThreshold <- 0x10  // expect: HV027
                        }
                        On(exits.tprBelowThreshold) { Resume() }
                    },
                ]
            }
        ],
        right: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "has values that fit") {
                        base()
                        Require(controls.primary.useTPRShadow)
                        Prefer(controls.secondary.enableVPID)
                        Setup {
                            vmcs.control.cr3TargetCount <- 4
                            vmcs.control.virtualAPICAddress <- environment("virtual_apic", as: UInt64.self)
                            vmcs.control.tprThreshold <- 0xf
                            If(enabled(controls.secondary.enableVPID)) {
                                vmcs.control.vpid <- 1
                            }
                        }
                        On(exits.tprBelowThreshold) { Resume() }
                    }
                ]
            }
        ])
}

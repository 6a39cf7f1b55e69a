// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

extension RuleExample {
    static let hv007: RuleExample = RuleExample(7, wrong: HV007.wrong, right: HV007.right)
}

private enum HV007 {
    // MARK: wrong

    static let wrong: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "wrong") {
        quietRunningSystem()
        Require(controls.pin.virtualNMIs)  // error: HV007
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }

    // MARK: right

    static let right: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "right") {
        quietRunningSystem()
        Require(controls.pin.nmiExiting, controls.pin.virtualNMIs)
        On(exits.exceptionOrNMI) { Reflect() }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

extension RuleExample {
    static let hv002: RuleExample = RuleExample(2, wrong: HV002.wrong, right: HV002.right)
}

private enum HV002 {
    // MARK: wrong

    static let wrong: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "wrong") {
        quietRunningSystem()
        On(exits.hlt) { Advance() }  // error: HV002
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }

    // MARK: right

    static let right: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "right") {
        quietRunningSystem()
        Require(controls.primary.hltExiting)
        On(exits.hlt) { Advance() }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }
}

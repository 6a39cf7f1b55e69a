// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

extension RuleExample {
    static let hv016: RuleExample = RuleExample(16, wrong: HV016.wrong, right: HV016.right)
}

private enum HV016 {
    // MARK: wrong

    static let wrong: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "wrong") {
        quietRunningSystem()
        Require(controls.primary.hltExiting)
        On(exits.hlt) {
            AdvanceAndLeaveToUser(UserReason("HALT"))  // error: HV016
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }

    // MARK: right

    static let right: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "right") {
        quietRunningSystem()
        Require(controls.primary.hltExiting)
        On(exits.hlt) {
            Advance()
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }
}

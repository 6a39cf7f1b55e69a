// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

extension RuleExample {
    static let hv009: RuleExample = RuleExample(9, wrong: HV009.wrong, right: HV009.right)
}

private enum HV009 {
    // MARK: wrong

    static let wrong: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "wrong") {
        quietRunningSystem()
        Require(controls.primary.pauseExiting)
        On(exits.pause) {
            Stop("a program waits")  // error: HV009
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }

    // MARK: right

    static let right: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "right") {
        quietRunningSystem()
        Require(controls.primary.pauseExiting)
        On(exits.pause) {
            Advance()
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }
}

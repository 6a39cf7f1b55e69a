// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

extension RuleExample {
    static let hv004: RuleExample = RuleExample(4, wrong: HV004.wrong, right: HV004.right)
}

private enum HV004 {
    // MARK: wrong

    static let wrong: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "wrong") {
        quietRunningSystem()
        Require(controls.primary.monitorTrapFlag)
        On(exits.monitorTrapFlag) {
            Advance()  // error: HV004
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }

    // MARK: right

    static let right: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "right") {
        quietRunningSystem()
        Require(controls.primary.monitorTrapFlag)
        On(exits.monitorTrapFlag) {
            Resume()
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }
}

// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

extension RuleExample {
    static let hv014: RuleExample = RuleExample(14, wrong: HV014.wrong, right: HV014.right)
}

private enum HV014 {
    // MARK: wrong

    static let wrong: HypervisorDescription = Hypervisor("Watch-Dog", mode: .runningSystem, "wrong") {  // error: HV014
        quietRunningSystem()

        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }

    // MARK: right

    static let right: HypervisorDescription = Hypervisor("watch_dog", mode: .runningSystem, "right") {
        quietRunningSystem()

        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }
}
